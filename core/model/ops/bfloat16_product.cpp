// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/ops/bfloat16_product.h"

#include <oneapi/dnnl/dnnl.hpp>
#include <unordered_map>

namespace lafs::ops {

namespace {

using dnnl::memory;

dnnl::engine& cpuEngine() {
  static dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  return engine;
}

memory::desc describe(std::int64_t rows, std::int64_t columns, bool transposed,
                      memory::data_type type) {
  return memory::desc({rows, columns}, type,
                      transposed ? memory::dims{1, rows} : memory::dims{columns, 1});
}

dnnl::matmul::primitive_desc primitiveFor(const memory::desc& a, const memory::desc& b,
                                          const memory::desc& bias, const memory::desc& c) {
#if DNNL_VERSION_MAJOR >= 3
  return dnnl::matmul::primitive_desc(cpuEngine(), a, b, bias, c);
#else
  return dnnl::matmul::primitive_desc(dnnl::matmul::desc(a, b, bias, c), cpuEngine());
#endif
}

/// oneDNN's interface knows no constant data.
memory view(const memory::desc& description, const void* data) {
  return memory(description, cpuEngine(), const_cast<void*>(data));
}

}  // namespace

void run(const Bfloat16Product& product) {
  const memory::desc a =
      describe(product.rows, product.inner, product.transposeA, memory::data_type::bf16);
  const memory::desc b =
      describe(product.inner, product.columns, product.transposeB, memory::data_type::bf16);
  const memory::desc c =
      describe(product.rows, product.columns, false,
               product.floatResult ? memory::data_type::f32 : memory::data_type::bf16);
  memory::desc bias;
  if (product.bias) bias = describe(1, product.columns, false, memory::data_type::f32);
  const dnnl::matmul primitive(primitiveFor(a, b, bias, c));
  std::unordered_map<int, memory> arguments = {{DNNL_ARG_SRC, view(a, product.a)},
                                               {DNNL_ARG_WEIGHTS, view(b, product.b)},
                                               {DNNL_ARG_DST, view(c, product.c)}};
  if (product.bias) arguments.emplace(DNNL_ARG_BIAS, view(bias, product.bias));
  dnnl::stream stream(cpuEngine());
  primitive.execute(stream, arguments);
  stream.wait();
}

}  // namespace lafs::ops
