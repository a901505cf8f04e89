// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/preview/augmented_views.h"
#include "core/preview/landmark_models.h"
#include "core/preview/picture_sources.h"
#include "core/preview/preview_reply.h"

namespace lafs {

/// What answers may use; it remembers what was opened last.
struct PreviewContext {
  PictureSources sources;
  LandmarkModels models;
  AugmentedViews views;
};

/// One kind of request. A new kind is a file that defines its function and a line in
/// preview_service.cpp.
struct PreviewAsk {
  std::string name;     ///< the request's "ask"
  std::string summary;  ///< one line
  /// UserError for what the asker can mend.
  PreviewReply (*answer)(PreviewContext& context, const Json& request) = nullptr;
};

const std::vector<PreviewAsk>& previewAsks();

/// Answers requests of an interactive viewer, a JSON line each (core/preview/README.md), with what
/// the training code computes. One thread; compute threads are the caller's business.
class PreviewService {
 public:
  /// The reply as it goes over the wire. Whatever is wrong with a request comes back as a reply
  /// with "error"; the next request finds the service in good order.
  std::string answer(const std::string& line);

 private:
  PreviewReply dispatch(const Json& request);
  PreviewContext context_;
};

PreviewReply answerHello(PreviewContext& context, const Json& request);
PreviewReply answerOpen(PreviewContext& context, const Json& request);
PreviewReply answerSamples(PreviewContext& context, const Json& request);
PreviewReply answerViews(PreviewContext& context, const Json& request);
PreviewReply answerLandmarks(PreviewContext& context, const Json& request);
PreviewReply answerBatch(PreviewContext& context, const Json& request);
PreviewReply answerSubsets(PreviewContext& context, const Json& request);

}  // namespace lafs
