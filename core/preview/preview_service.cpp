// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/preview/preview_service.h"

#include <c10/util/Exception.h>

#include <exception>
#include <new>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/preview/request_fields.h"

namespace lafs {

namespace {

constexpr std::int64_t kProtocolVersion = 1;

Json problemsJson(const UserError& error) {
  Json problems = Json::array();
  for (const Problem& problem : error.problems()) {
    problems.push_back(
        {{"where", problem.where}, {"message", problem.message}, {"remedy", problem.remedy}});
  }
  return problems;
}

PreviewReply failure(const std::string& message, Json problems = Json::array()) {
  PreviewReply reply;
  reply.head["error"] = message;
  reply.head["problems"] = std::move(problems);
  return reply;
}

}  // namespace

const std::vector<PreviewAsk>& previewAsks() {
  static const std::vector<PreviewAsk> asks = {
      {"hello", "version of the protocol and the requests there are", answerHello},
      {"open", "how many pictures a source has, and whose they are", answerOpen},
      {"samples", "pictures of a source, small, with landmarks if a model is named", answerSamples},
      {"views", "what pretraining makes of one picture: views, landmarks, patches", answerViews},
      {"landmarks", "landmarks of one picture by several models", answerLandmarks},
      {"batch", "which samples a training step of a run takes", answerBatch},
      {"subsets", "what few-shot selection makes of a source", answerSubsets},
  };
  return asks;
}

PreviewReply answerHello(PreviewContext&, const Json&) {
  PreviewReply reply;
  reply.head["protocol"] = kProtocolVersion;
  for (const PreviewAsk& ask : previewAsks()) reply.head["asks"][ask.name] = ask.summary;
  return reply;
}

PreviewReply PreviewService::dispatch(const Json& request) {
  const std::string name = textField(request, "ask", "request");
  std::vector<std::string> names;
  for (const PreviewAsk& ask : previewAsks()) {
    if (ask.name == name) return ask.answer(context_, request);
    names.push_back(ask.name);
  }
  const std::string near = nearestName(name, names);
  throw UserError(
      "request.ask", "there is no request '" + name + "'",
      near.empty() ? "requests are: " + join(names, ", ") : "did you mean '" + near + "'?");
}

std::string PreviewService::answer(const std::string& line) {
  const Json request = Json::parse(line, nullptr, /*allow_exceptions=*/false);
  PreviewReply reply;
  try {
    if (!request.is_object()) throw UserError("request", "is not a JSON object");
    reply = dispatch(request);
  } catch (const UserError& error) {
    reply = failure(error.what(), problemsJson(error));
  } catch (const c10::Error& error) {
    reply = failure(error.what_without_backtrace());
  } catch (const std::bad_alloc&) {
    reply = failure("out of memory");
  } catch (const std::exception& error) {
    reply = failure(error.what());
  }
  if (request.is_object() && request.contains("id")) reply.head["id"] = request["id"];
  return reply.wire();
}

}  // namespace lafs
