// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/torch_records.h"

#include "core/base/error.h"
#include "core/formats/pickle_numpy.h"
#include "core/formats/pickle_text.h"

namespace lafs {

namespace {

constexpr std::size_t kMostDimensions = 32;

constexpr std::string_view kTensor[] = {"torch._utils _rebuild_tensor",
                                        "torch._utils _rebuild_tensor_v2"};
constexpr std::string_view kParameter[] = {"torch._utils _rebuild_parameter",
                                           "torch._utils _rebuild_parameter_with_state"};
/// (function, class, arguments, state): what a tensor with attributes of its own is written as.
constexpr std::string_view kFromType = "torch._tensor _rebuild_from_type_v2";

constexpr std::string_view kTags[] = {
    "torch.jit._pickle restore_type_tag", "torch.jit._pickle build_intlist",
    "torch.jit._pickle build_doublelist", "torch.jit._pickle build_boollist",
    "torch.jit._pickle build_tensorlist"};

constexpr std::string_view kOthers[] = {"argparse Namespace",
                                        "types SimpleNamespace",
                                        "pathlib PosixPath",
                                        "pathlib PurePosixPath",
                                        "pathlib WindowsPath",
                                        "torch Size",
                                        "torch device",
                                        "torch float32",
                                        "torch float64",
                                        "torch float16",
                                        "torch bfloat16",
                                        "torch int64",
                                        "torch int32",
                                        "torch int16",
                                        "torch int8",
                                        "torch uint8",
                                        "torch bool",
                                        "torch strided",
                                        "torch.serialization _get_layout",
                                        "torch.nn.parameter Parameter",
                                        "torch Tensor"};

struct StorageName {
  Dtype dtype;
  const char* name;
  std::string_view global;
};

constexpr StorageName kStorages[] = {{Dtype::F64, "DoubleStorage", "torch DoubleStorage"},
                                     {Dtype::F32, "FloatStorage", "torch FloatStorage"},
                                     {Dtype::F16, "HalfStorage", "torch HalfStorage"},
                                     {Dtype::BF16, "BFloat16Storage", "torch BFloat16Storage"},
                                     {Dtype::I64, "LongStorage", "torch LongStorage"},
                                     {Dtype::I32, "IntStorage", "torch IntStorage"},
                                     {Dtype::I16, "ShortStorage", "torch ShortStorage"},
                                     {Dtype::I8, "CharStorage", "torch CharStorage"},
                                     {Dtype::U8, "ByteStorage", "torch ByteStorage"},
                                     {Dtype::BOOL, "BoolStorage", "torch BoolStorage"}};

template <std::size_t N>
bool isObjectOfAny(const PickleValue& value, const std::string_view (&names)[N]) {
  for (const std::string_view name : names) {
    if (value.isObjectOf(name)) return true;
  }
  return false;
}

[[noreturn]] void refuse(const std::string& file, const std::string& why) {
  throw UserError(file, "is no usable PyTorch file: " + why,
                  "make or fetch the file again; it is damaged or of another kind");
}

/// ('storage', class, key, location, elements) and, in the old container, a view's metadata.
struct Reference {
  std::string key;
  TorchStorage storage;
  std::uint64_t offset = 0;  ///< where the referred view begins, elements
};

Dtype storageType(const PickleValue& value, const std::string& file) {
  for (const StorageName& row : kStorages) {
    if (value.isGlobal(row.global)) return row.dtype;
  }
  refuse(file, "a storage of the class '" +
                   (value.is(PickleKind::Global) ? printablePickleText(value.bytes)
                                                 : std::string(pickleKindName(value.kind))) +
                   "'");
}

/// (key, offset, size) of a storage that shows a part of another.
std::uint64_t viewOffset(const PickleValue& view, const Reference& reference,
                         const std::string& file) {
  if (view.is(PickleKind::None)) return 0;
  const bool whole =
      view.is(PickleKind::Tuple) && view.items.size() == 3 &&
      view.items[1]->is(PickleKind::Integer) && view.items[1]->integer >= 0 &&
      static_cast<std::uint64_t>(view.items[1]->integer) <= reference.storage.elements;
  if (!whole) refuse(file, "a storage's view of storage '" + reference.key + "' is malformed");
  return static_cast<std::uint64_t>(view.items[1]->integer);
}

Reference storageReference(const PickleValue& value, const std::string& file) {
  const PickleValue& id = *value.items[0];
  const bool whole = id.is(PickleKind::Tuple) && (id.items.size() == 5 || id.items.size() == 6) &&
                     id.items[0]->isString() && id.items[0]->bytes == "storage" &&
                     id.items[2]->isString() && id.items[4]->is(PickleKind::Integer) &&
                     id.items[4]->integer >= 0;
  if (!whole) refuse(file, "a reference to a storage is malformed");
  Reference reference;
  reference.key = id.items[2]->bytes;
  reference.storage.dtype = storageType(*id.items[1], file);
  reference.storage.elements = static_cast<std::uint64_t>(id.items[4]->integer);
  if (reference.storage.elements > (std::uint64_t{1} << 50)) {
    refuse(file, "a storage of " + std::to_string(reference.storage.elements) + " elements");
  }
  if (id.items.size() == 6) reference.offset = viewOffset(*id.items[5], reference, file);
  return reference;
}

std::vector<std::int64_t> sizesOf(const PickleValue& value, const char* what,
                                  const std::string& file) {
  const PickleValue& list = value.isObjectOf("torch Size") && !value.arguments->items.empty()
                                ? *value.arguments->items[0]
                                : value;
  if (!list.is(PickleKind::Tuple) || list.items.size() > kMostDimensions) {
    refuse(file, std::string("a tensor's ") + what + " is no tuple of at most 32 numbers");
  }
  std::vector<std::int64_t> sizes;
  for (const PickleValue* size : list.items) {
    if (!size->is(PickleKind::Integer) || size->integer < 0) {
      refuse(file, std::string("a tensor's ") + what +
                       " holds something that is no whole number "
                       "from 0 on");
    }
    sizes.push_back(size->integer);
  }
  return sizes;
}

/// Refuses a tensor that does not lie in its storage.
void checkExtent(const TorchTensor& tensor, const TorchStorage& storage, const std::string& file) {
  if (tensor.shape.size() != tensor.strides.size()) {
    refuse(file, "a tensor has " + std::to_string(tensor.shape.size()) + " sizes and " +
                     std::to_string(tensor.strides.size()) + " strides");
  }
  std::uint64_t elements = 1, last = tensor.offset;
  bool fits = true, empty = false;
  for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
    const auto size = static_cast<std::uint64_t>(tensor.shape[i]);
    std::uint64_t step = 0;
    empty = empty || size == 0;
    if (size == 0) continue;
    fits =
        fits && !__builtin_mul_overflow(elements, size, &elements) &&
        !__builtin_mul_overflow(size - 1, static_cast<std::uint64_t>(tensor.strides[i]), &step) &&
        !__builtin_add_overflow(last, step, &last);
  }
  if (empty) return;
  if (!fits || last >= storage.elements) {
    refuse(file, "a tensor reaches outside of its storage '" + tensor.storage + "' of " +
                     std::to_string(storage.elements) + " elements");
  }
  if (elements > storage.elements) {
    refuse(file, "a tensor shows the " + std::to_string(storage.elements) +
                     " elements of its storage '" + tensor.storage + "' as " +
                     std::to_string(elements));
  }
}

PickleRules makeRules() {
  PickleRules rules;
  rules.persistentIds = true;
  rules.globals = numpyGlobals();
  const auto add = [&rules](const auto& names) {
    rules.globals.insert(rules.globals.end(), std::begin(names), std::end(names));
  };
  add(kTensor), add(kParameter), add(kTags), add(kOthers);
  rules.globals.push_back(kFromType);
  for (const StorageName& row : kStorages) rules.globals.push_back(row.global);
  return rules;
}

/// The arguments of the function that makes the tensor itself, below whatever is around it.
const PickleValue& tensorArguments(const PickleValue& value, const std::string& file) {
  if (isObjectOfAny(value, kTensor)) return *value.arguments;
  const auto& arguments = value.arguments->items;
  if (isObjectOfAny(value, kParameter)) {
    if (arguments.empty() || !isObjectOfAny(*arguments[0], kTensor)) {
      refuse(file, "a parameter holds no tensor");
    }
    return *arguments[0]->arguments;
  }
  const bool whole = arguments.size() >= 3 && arguments[0]->is(PickleKind::Global) &&
                     arguments[2]->is(PickleKind::Tuple);
  if (!whole || (!arguments[0]->isGlobal(kTensor[0]) && !arguments[0]->isGlobal(kTensor[1]))) {
    refuse(file, "a tensor with attributes is malformed");
  }
  return *arguments[2];
}

}  // namespace

std::uint64_t TorchTensor::elements() const {
  std::uint64_t count = 1;
  for (const std::int64_t size : shape) count *= static_cast<std::uint64_t>(size);
  return count;
}

const PickleRules& torchPickleRules() {
  static const PickleRules rules = makeRules();
  return rules;
}

const char* torchStorageName(Dtype dtype) {
  for (const StorageName& row : kStorages) {
    if (row.dtype == dtype) return row.name;
  }
  require(false, "a number type without a PyTorch storage");
  return "";
}

TorchStorages torchStorages(const PickleTree& tree, const std::string& file) {
  TorchStorages storages;
  for (const PickleValue* value : tree.all(PickleKind::Persistent)) {
    const Reference reference = storageReference(*value, file);
    const auto [found, fresh] = storages.emplace(reference.key, reference.storage);
    if (!fresh && (found->second.dtype != reference.storage.dtype ||
                   found->second.elements != reference.storage.elements)) {
      refuse(file, "storage '" + printablePickleText(reference.key) +
                       "' is described in two different ways");
    }
  }
  return storages;
}

bool isTorchTensor(const PickleValue& value) {
  return isObjectOfAny(value, kTensor) || isObjectOfAny(value, kParameter) ||
         value.isObjectOf(kFromType);
}

TorchTensor torchTensor(const PickleValue& value, const TorchStorages& storages,
                        const std::string& file) {
  const auto& arguments = tensorArguments(value, file).items;
  const bool whole = arguments.size() >= 4 && arguments[0]->is(PickleKind::Persistent) &&
                     arguments[1]->is(PickleKind::Integer) && arguments[1]->integer >= 0;
  if (!whole) refuse(file, "a tensor's record is malformed");
  const Reference reference = storageReference(*arguments[0], file);
  const TorchStorage& storage = storages.at(reference.key);
  TorchTensor tensor;
  tensor.dtype = storage.dtype;
  tensor.storage = reference.key;
  tensor.offset = reference.offset + static_cast<std::uint64_t>(arguments[1]->integer);
  tensor.shape = sizesOf(*arguments[2], "shape", file);
  tensor.strides = sizesOf(*arguments[3], "strides", file);
  checkExtent(tensor, storage, file);
  return tensor;
}

const PickleValue& withoutTypeTag(const PickleValue& value) {
  const PickleValue* inner = &value;
  while (isObjectOfAny(*inner, kTags) && !inner->arguments->items.empty()) {
    inner = inner->arguments->items[0];
  }
  return *inner;
}

}  // namespace lafs
