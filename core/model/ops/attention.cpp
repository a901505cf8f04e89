// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/model/ops/float32_product.h"
#include "core/model/ops/fused_ops.h"
#include "core/model/ops/row_kernels.h"

namespace lafs::ops {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// Rows of scores that are made at a time: scratch stays in the second-level cache.
constexpr std::int64_t kBlockQueries = 224;

struct Shape {
  std::int64_t batch, tokens, heads, headDim;
  std::int64_t queries;  ///< leading tokens that ask; all of them are asked
  float scale;
  std::int64_t inner() const { return heads * headDim; }
};

/// A strided matrix of one head inside a larger tensor, or in scratch.
struct HeadView {
  float* data;
  std::int64_t stride;
  float* row(std::int64_t r) const { return data + r * stride; }
  Float32Operand from(std::int64_t r) const { return {row(r), stride}; }
  Float32Operand transposed() const { return {data, stride, true}; }
};

/// One head of a tensor [B, N, parts·heads·headDim] in float32: a view of it, or a copy in scratch
/// when it is stored in bfloat16.
class HeadReader {
 public:
  HeadReader(const at::Tensor& tensor, const Shape& shape)
      : shape_(shape),
        rows_(tensor.size(1)),
        wide_(tensor.scalar_type() == at::kFloat),
        rowStride_(tensor.size(2)),
        data_(tensor.data_ptr()) {}

  HeadView read(std::int64_t batch, std::int64_t part, std::int64_t head, float* scratch) const {
    const std::int64_t offset = offsetOf(batch, part, head);
    if (wide_) return {static_cast<float*>(data_) + offset, rowStride_};
    rowKernels().widen(static_cast<const Bfloat16*>(data_) + offset, rowStride_, scratch,
                       shape_.headDim, rows_, shape_.headDim);
    return {scratch, shape_.headDim};
  }

  /// Where to compute this head's part: in place, or in scratch until write().
  HeadView target(std::int64_t batch, std::int64_t part, std::int64_t head, float* scratch) const {
    if (wide_) return {static_cast<float*>(data_) + offsetOf(batch, part, head), rowStride_};
    return {scratch, shape_.headDim};
  }

  void write(std::int64_t batch, std::int64_t part, std::int64_t head, const HeadView& from) const {
    if (wide_) return;
    rowKernels().narrow(from.data, from.stride,
                        static_cast<Bfloat16*>(data_) + offsetOf(batch, part, head), rowStride_,
                        rows_, shape_.headDim);
  }

 private:
  std::int64_t offsetOf(std::int64_t batch, std::int64_t part, std::int64_t head) const {
    return batch * rows_ * rowStride_ + part * shape_.inner() + head * shape_.headDim;
  }
  Shape shape_;
  std::int64_t rows_;
  bool wide_;
  std::int64_t rowStride_;
  void* data_;
};

/// Scratch of one thread.
struct Scratch {
  Scratch(const Shape& shape, int headCopies)
      : block(std::min(shape.queries, kBlockQueries)),
        scores(static_cast<std::size_t>(block * shape.tokens)),
        gradients(headCopies > 4 ? scores.size() : 0),
        dots(static_cast<std::size_t>(shape.queries)),
        heads(static_cast<std::size_t>(headCopies * shape.tokens * shape.headDim)),
        headSize(shape.tokens * shape.headDim) {}
  float* head(int index) { return heads.data() + index * headSize; }
  std::int64_t block;
  std::vector<float> scores, gradients, dots, heads;
  std::int64_t headSize;
};

void headForward(const Shape& shape, const HeadView& q, const HeadView& k, const HeadView& v,
                 const HeadView& out, float* logSum, Scratch& scratch) {
  const std::int64_t n = shape.tokens, d = shape.headDim;
  float* scores = scratch.scores.data();
  for (std::int64_t first = 0; first < shape.queries; first += scratch.block) {
    const std::int64_t rows = std::min(scratch.block, shape.queries - first);
    multiply(rows, n, d, q.from(first), k.transposed(), 0, scores, n);
    rowKernels().softmaxRows(scores, rows, n, n, shape.scale, logSum + first);
    multiply(rows, d, n, {scores, n}, v.from(0), 0, out.row(first), out.stride);
  }
}

/// Gradients of one head; the scores are made again from q, k and the saved log-sums.
void headBackward(const Shape& shape, const HeadView (&qkv)[3], const HeadView& out,
                  const HeadView& dOut, const HeadView (&dQkv)[3], const float* logSum,
                  Scratch& scratch) {
  const std::int64_t n = shape.tokens, d = shape.headDim;
  float* p = scratch.scores.data();
  float* ds = scratch.gradients.data();
  rowKernels().rowDots(out.data, out.stride, dOut.data, dOut.stride, scratch.dots.data(),
                       shape.queries, d);
  for (std::int64_t first = 0; first < shape.queries; first += scratch.block) {
    const std::int64_t rows = std::min(scratch.block, shape.queries - first);
    const float beta = first > 0 ? 1.0f : 0.0f;
    multiply(rows, n, d, qkv[0].from(first), qkv[1].transposed(), 0, p, n);
    rowKernels().softmaxAgain(p, rows, n, n, shape.scale, logSum + first);
    multiply(n, d, rows, {p, n, true}, dOut.from(first), beta, dQkv[2].data, dQkv[2].stride);
    multiply(rows, n, d, dOut.from(first), qkv[2].transposed(), 0, ds, n);
    rowKernels().softmaxBackward(ds, p, rows, n, n, shape.scale, scratch.dots.data() + first);
    multiply(rows, d, n, {ds, n}, qkv[1].from(0), 0, dQkv[0].row(first), dQkv[0].stride);
    multiply(n, d, rows, {ds, n, true}, qkv[0].from(first), beta, dQkv[1].data, dQkv[1].stride);
  }
}

Shape shapeOf(const at::Tensor& qkv, std::int64_t heads, double scale, std::int64_t queries) {
  return {qkv.size(0), qkv.size(1),
          heads,       qkv.size(2) / (3 * heads),
          queries,     static_cast<float>(scale)};
}

/// Tokens that ask nothing have no gradient of their query.
void clearUnasked(const Shape& shape, const HeadView& dQuery) {
  for (std::int64_t row = shape.queries; row < shape.tokens; ++row) {
    std::fill_n(dQuery.row(row), shape.headDim, 0.0f);
  }
}

/// Calls body(batch, head, scratch) for every head of every sample, in threads.
template <class Body>
void overHeads(const Shape& shape, int headCopies, const Body& body) {
  at::parallel_for(0, shape.batch * shape.heads, 1, [&](std::int64_t begin, std::int64_t end) {
    Scratch scratch(shape, headCopies);
    for (std::int64_t i = begin; i < end; ++i) body(i / shape.heads, i % shape.heads, scratch);
  });
}

struct Attention : torch::autograd::Function<Attention> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& qkv, std::int64_t heads,
                            double scale, std::int64_t queries) {
    const Shape shape = shapeOf(qkv, heads, scale, queries);
    at::Tensor out = at::empty({shape.batch, queries, shape.inner()}, qkv.options());
    const at::Tensor logSum =
        at::empty({shape.batch, heads, queries}, qkv.options().dtype(at::kFloat));
    const HeadReader input(qkv, shape), output(out, shape);
    overHeads(shape, 4, [&](std::int64_t b, std::int64_t h, Scratch& scratch) {
      const HeadView to = output.target(b, 0, h, scratch.head(3));
      headForward(shape, input.read(b, 0, h, scratch.head(0)), input.read(b, 1, h, scratch.head(1)),
                  input.read(b, 2, h, scratch.head(2)), to,
                  logSum.data_ptr<float>() + (b * heads + h) * shape.queries, scratch);
      output.write(b, 0, h, to);
    });
    context->save_for_backward({qkv, out, logSum});
    context->saved_data["heads"] = heads;
    context->saved_data["scale"] = scale;
    context->saved_data["queries"] = queries;
    return out;
  }

  static variable_list backward(AutogradContext* context, variable_list upstream) {
    const variable_list saved = context->get_saved_variables();
    const std::int64_t heads = context->saved_data["heads"].toInt();
    const Shape shape = shapeOf(saved[0], heads, context->saved_data["scale"].toDouble(),
                                context->saved_data["queries"].toInt());
    const at::Tensor gradient = upstream[0].contiguous();
    at::Tensor dQkv = at::empty_like(saved[0]);
    const HeadReader input(saved[0], shape), output(saved[1], shape), above(gradient, shape),
        below(dQkv, shape);
    overHeads(shape, 8, [&](std::int64_t b, std::int64_t h, Scratch& scratch) {
      HeadView qkv[3] = {}, dHead[3] = {};
      for (int part = 0; part < 3; ++part) {
        qkv[part] = input.read(b, part, h, scratch.head(part));
        dHead[part] = below.target(b, part, h, scratch.head(3 + part));
      }
      clearUnasked(shape, dHead[0]);
      headBackward(shape, qkv, output.read(b, 0, h, scratch.head(6)),
                   above.read(b, 0, h, scratch.head(7)), dHead,
                   saved[2].data_ptr<float>() + (b * heads + h) * shape.queries, scratch);
      for (int part = 0; part < 3; ++part) below.write(b, part, h, dHead[part]);
    });
    return {dQkv, at::Tensor(), at::Tensor(), at::Tensor()};
  }
};

}  // namespace

at::Tensor attentionPlain(const at::Tensor& qkv, std::int64_t heads, double scale,
                          std::int64_t queries) {
  const std::int64_t batch = qkv.size(0), tokens = qkv.size(1), headDim = qkv.size(2) / 3 / heads;
  const std::int64_t asked = queries > 0 ? queries : tokens;
  const at::Tensor parts = qkv.view({batch, tokens, 3, heads, headDim}).permute({2, 0, 3, 1, 4});
  const at::Tensor asking = parts[0].narrow(2, 0, asked);
  const at::Tensor scores = at::matmul(asking, parts[1].transpose(-1, -2)) * scale;
  const at::Tensor mixed = at::matmul(scores.softmax(-1), parts[2]);
  return mixed.transpose(1, 2).reshape({batch, asked, heads * headDim});
}

at::Tensor attention(const at::Tensor& qkv, std::int64_t heads, double scale,
                     std::int64_t queries) {
  TORCH_CHECK(
      qkv.dim() == 3 && qkv.size(2) % (3 * heads) == 0 && queries >= 0 && queries <= qkv.size(1),
      "attention: packed projection ", qkv.sizes(), " does not hold 3 x ", heads, " heads of ",
      queries, " asking tokens");
  if (!qkv.device().is_cpu()) return attentionPlain(qkv, heads, scale, queries);
  return Attention::apply(qkv.contiguous(), heads, scale, queries > 0 ? queries : qkv.size(1));
}

}  // namespace lafs::ops
