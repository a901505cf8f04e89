// SPDX-License-Identifier: GPL-3.0-or-later
// The opcodes with which a pickle imports and calls in Python. Here a name is looked up in a list,
// and a call is written down. The calls that only make one of Python's own containers out of values
// which the pickle holds are understood.
#include <algorithm>

#include "core/formats/pickle_machine.h"
#include "core/formats/pickle_text.h"

namespace lafs {

namespace {

constexpr std::size_t kLongestName = 200;

/// Callables that yield plain data, by what they yield. Python 2 calls builtins __builtin__.
struct PlainCallable {
  std::string_view name;
  PickleKind result;
};

constexpr PlainCallable kPlainCallables[] = {
    {"collections OrderedDict", PickleKind::Dict},
    {"collections defaultdict", PickleKind::Dict},
    {"builtins dict", PickleKind::Dict},
    {"__builtin__ dict", PickleKind::Dict},
    {"builtins list", PickleKind::List},
    {"__builtin__ list", PickleKind::List},
    {"builtins tuple", PickleKind::Tuple},
    {"__builtin__ tuple", PickleKind::Tuple},
    {"builtins set", PickleKind::Set},
    {"__builtin__ set", PickleKind::Set},
    {"builtins frozenset", PickleKind::Set},
    {"__builtin__ frozenset", PickleKind::Set},
    {"builtins bytes", PickleKind::Bytes},
    {"__builtin__ bytes", PickleKind::Bytes},
    {"builtins bytearray", PickleKind::Bytes},
    {"__builtin__ bytearray", PickleKind::Bytes},
    {"_codecs encode", PickleKind::Bytes},
};

/// Classes that are only ever the factory of a defaultdict.
constexpr std::string_view kFactories[] = {"builtins int", "__builtin__ int", "__builtin__ long",
                                           "builtins float", "__builtin__ float"};

const PlainCallable* findPlain(std::string_view name) {
  for (const PlainCallable& plain : kPlainCallables) {
    if (plain.name == name) return &plain;
  }
  return nullptr;
}

}  // namespace

void PickleMachine::pushGlobal(std::string_view module, std::string_view name) {
  if (module.size() > kLongestName || name.size() > kLongestName) fail("its name is too long");
  const std::string full = std::string(module) + " " + std::string(name);
  const auto& allowed = rules_.globals;
  const bool known =
      findPlain(full) ||
      std::find(std::begin(kFactories), std::end(kFactories), full) != std::end(kFactories) ||
      std::find(allowed.begin(), allowed.end(), full) != allowed.end();
  if (!known) {
    fail("names '" + printablePickleText(full) + "', which a file of this kind has no need of",
         "nothing was run. In Python that name might run code on loading: distrust the file, or "
         "save the tensors alone (a state dict) again");
  }
  pushDecoded(PickleKind::Global, full);
}

void PickleMachine::global() {
  const std::string_view module = takeLine();
  pushGlobal(module, takeLine());
}

void PickleMachine::stackGlobal() {
  const PickleValue* name = popValue();
  const PickleValue* module = popValue();
  if (!name->is(PickleKind::Text) || !module->is(PickleKind::Text)) {
    fail("module and name are not text");
  }
  pushGlobal(module->bytes, name->bytes);
}

PickleValue* PickleMachine::encodeText(const PickleValue& arguments) {
  const bool two = arguments.items.size() == 2 && arguments.items[0]->is(PickleKind::Text) &&
                   arguments.items[1]->isString();
  if (!two) fail("encodes something other than a text");
  const std::string_view codec = arguments.items[1]->bytes;
  if (codec != "latin1" && codec != "latin-1") {
    fail("uses the codec '" + printablePickleText(codec) + "'; known is latin1");
  }
  auto bytes = encodeLatin1(arguments.items[0]->bytes);
  if (!bytes) fail("a text has characters beyond Latin-1");
  PickleValue* made = make(PickleKind::Bytes);
  made->bytes = own(std::move(*bytes));
  return made;
}

/// A container of `kind` with the content of another value, or empty.
PickleValue* PickleMachine::container(PickleKind kind, const PickleValue* content) {
  PickleValue* made = make(kind);
  if (!content) return made;
  const bool sequence = content->is(PickleKind::List) || content->is(PickleKind::Tuple) ||
                        content->is(PickleKind::Set);
  if (kind == PickleKind::Bytes && content->is(PickleKind::Bytes)) {
    made->bytes = content->bytes;
  } else if (kind == PickleKind::Dict && content->is(PickleKind::Dict)) {
    copied_ += content->items.size();
    made->items = content->items;
  } else if (kind == PickleKind::Dict && sequence) {
    for (const PickleValue* pair : content->items) {
      const bool two = pair->is(PickleKind::Tuple) || pair->is(PickleKind::List);
      if (!two || pair->items.size() != 2) fail("makes a dict of something other than pairs");
      made->items.insert(made->items.end(), pair->items.begin(), pair->items.end());
    }
    copied_ += made->items.size();
  } else if (kind != PickleKind::Dict && kind != PickleKind::Bytes && sequence) {
    copied_ += content->items.size();
    made->items = content->items;
  } else {
    fail(std::string("makes a ") + pickleKindName(kind) + " of a " + pickleKindName(content->kind));
  }
  // Copying the same list again and again would make much of a short text.
  if (copied_ > rules_.limits.opcodes) fail("copies more values than the limit allows");
  return made;
}

PickleValue* PickleMachine::callPlain(std::string_view name, const PickleValue& arguments) {
  if (name == "_codecs encode") return encodeText(arguments);
  const PickleKind kind = findPlain(name)->result;
  const std::size_t count = arguments.items.size();
  if (kind == PickleKind::Bytes && count == 2) return encodeText(arguments);
  if (name == "collections defaultdict") {
    if (count > 2) fail("calls defaultdict with " + std::to_string(count) + " arguments");
    return container(kind, count == 2 ? arguments.items[1] : nullptr);
  }
  if (count > 1) fail("calls '" + std::string(name) + "' with more than one argument");
  return container(kind, count == 1 ? arguments.items[0] : nullptr);
}

PickleValue* PickleMachine::call(const PickleValue& callable, PickleValue& arguments) {
  if (!callable.is(PickleKind::Global)) {
    fail(std::string("calls a ") + pickleKindName(callable.kind));
  }
  if (!arguments.is(PickleKind::Tuple)) fail("its arguments are no tuple");
  if (findPlain(callable.bytes)) return callPlain(callable.bytes, arguments);
  PickleValue* made = make(PickleKind::Object);
  made->callable = &callable;
  made->arguments = &arguments;
  return made;
}

void PickleMachine::reduce() {
  PickleValue* arguments = popValue();
  const PickleValue* callable = popValue();
  push(call(*callable, *arguments));
}

void PickleMachine::newObject() {
  reduce();
}

void PickleMachine::newObjectWithKeywords() {
  const PickleValue* keywords = popValue();
  if (!keywords->is(PickleKind::Dict) || !keywords->items.empty()) {
    fail("makes an object with keyword arguments");
  }
  reduce();
}

// On a dict BUILD sets attributes (a state dict's _metadata), not entries: nothing to keep.
void PickleMachine::build() {
  const PickleValue* state = popValue();
  PickleValue* target = top();
  if (target->is(PickleKind::Dict)) return;
  if (!target->is(PickleKind::Object)) {
    fail(std::string("sets the state of a ") + pickleKindName(target->kind));
  }
  if (target->state) fail("sets the state of an object twice");
  target->state = state;
}

void PickleMachine::persistentId() {
  if (!rules_.persistentIds) fail("refers to something outside of the pickle");
  pushItems(PickleKind::Persistent, 1);
}

}  // namespace lafs
