// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/embed/embedder.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include "core/augment/views.h"
#include "core/data/loader.h"

namespace lafs {

namespace {

at::Tensor embed(FaceModel& model, const at::Tensor& images) {
  return model.forward(images).embedding.to(at::kFloat);
}

}  // namespace

Embeddings embedFaces(FaceModel& model, const std::shared_ptr<const FaceSource>& source,
                      const std::vector<std::int64_t>& indices, const EmbedOptions& options,
                      const EmbedProgress& progress) {
  const at::NoGradGuard noGrad;
  model.eval();
  LoaderOptions loading;
  loading.batchSize = options.batchSize;
  loading.threads = options.loaderThreads;
  loading.shuffle = false;
  loading.dropLast = false;
  Loader loader(source, indices, evaluationView(model.shape().imageSize, options.halfRange, false),
                loading);
  loader.startEpoch(0);

  const at::Device device(options.device);
  std::vector<at::Tensor> sums;
  double norms = 0;
  std::int64_t done = 0;
  Batch batch;
  while (loader.next(batch)) {
    const at::Tensor images = batch.views.at(0).to(device);
    const at::Tensor plain = embed(model, images);
    const at::Tensor mirrored = embed(model, images.flip(3));
    norms += (plain.norm(2, 1).sum() + mirrored.norm(2, 1).sum()).item<double>();
    sums.push_back((plain + mirrored).cpu());
    done += images.size(0);
    if (progress && !progress(done)) return {};
  }
  Embeddings result;
  result.sums = at::cat(sums);
  result.meanNorm = norms / static_cast<double>(2 * done);
  return result;
}

}  // namespace lafs
