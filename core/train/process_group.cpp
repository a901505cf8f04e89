// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/process_group.h"

#include <ATen/ATen.h>

#ifdef LAFS_GLOO
#ifndef USE_C10D_GLOO
#define USE_C10D_GLOO
#endif
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#endif
#ifdef LAFS_NCCL
#ifndef USE_C10D_NCCL
#define USE_C10D_NCCL
#endif
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
#endif
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroup.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <future>
#include <thread>
#include <utility>

#include "core/base/text.h"
#include "core/model/torch_compat.h"

namespace lafs {

namespace {

using Milliseconds = std::chrono::milliseconds;
using StorePointer = c10::intrusive_ptr<c10d::Store>;
using BackendPointer = c10::intrusive_ptr<CollectiveBackend>;

constexpr const char* kFailureKey = "failure";
constexpr auto kLastWordsPatience = std::chrono::seconds(2);
/// At least so long for all to be started, however soon a silent one is given up afterwards.
constexpr Milliseconds kMeetingPatience = std::chrono::seconds(60);

Milliseconds timeout() {
  return Milliseconds(static_cast<std::int64_t>(rankTimeoutSeconds() * 1000));
}

std::string nameOf(const RankPlace& place) {
  return "rank " + std::to_string(place.rank) + " of " + std::to_string(place.size);
}

/// The first line of what a library has to say, without its stack.
std::string firstLine(const std::exception& error) {
  const auto* torch = dynamic_cast<const c10::Error*>(&error);
  const std::string text = torch ? torch->what_without_backtrace() : error.what();
  return text.substr(0, text.find('\n'));
}

/// What a rank that failed said about it. The store may be gone or hang with its host: asked in a
/// thread that nobody waits for.
std::string lastWords(const StorePointer& store) {
  auto answer = std::make_shared<std::promise<std::string>>();
  std::future<std::string> words = answer->get_future();
  std::thread([store, answer] {
    try {
      if (!store->check({kFailureKey})) return answer->set_value({});
      const auto bytes = store->get(kFailureKey);
      answer->set_value(std::string(bytes.begin(), bytes.end()));
    } catch (const std::exception&) {
      answer->set_value({});
    }
  }).detach();
  if (words.wait_for(kLastWordsPatience) != std::future_status::ready) return {};
  return words.get();
}

class TorchProcessGroup : public ProcessGroup {
 public:
  TorchProcessGroup(RankPlace place, at::Device device, StorePointer store, BackendPointer backend)
      : place_(std::move(place)),
        device_(device),
        store_(std::move(store)),
        backend_(std::move(backend)) {
    setRankGroup(this);
  }
  ~TorchProcessGroup() override {
    if (rankGroup() == this) setRankGroup(nullptr);
  }

  std::int64_t rank() const override { return place_.rank; }
  std::int64_t size() const override { return place_.size; }

  void sum(std::vector<at::Tensor> tensors) override {
    reduce(std::move(tensors), c10d::ReduceOp::SUM);
  }

  void maximum(at::Tensor tensor) override { reduce({std::move(tensor)}, c10d::ReduceOp::MAX); }

  std::vector<at::Tensor> gather(const at::Tensor& tensor) override {
    const at::Tensor own = tensor.detach().to(device_).contiguous();
    std::vector<std::vector<at::Tensor>> outputs(1);
    for (std::int64_t rank = 0; rank < size(); ++rank) outputs[0].push_back(at::empty_like(own));
    std::vector<at::Tensor> inputs = {own};
    guarded([&] { backend_->allgather(outputs, inputs)->wait(); });
    for (at::Tensor& part : outputs[0]) part = part.to(tensor.device());
    return outputs[0];
  }

  void share(at::Tensor tensor) override {
    if (tensor.numel() == 0) return;
    const at::Tensor bytes = tensor.detach().reshape({-1}).view(at::kByte);
    std::vector<at::Tensor> moved = {bytes.to(device_)};
    guarded([&] { backend_->broadcast(moved)->wait(); });
    if (!moved[0].is_same(bytes)) bytes.copy_(moved[0]);
  }

  void announceFailure(const std::string& text) override {
    const std::string line = nameOf(place_) + ": " + text;
    try {
      if (!store_->check({kFailureKey})) {
        store_->set(kFailureKey, std::vector<std::uint8_t>(line.begin(), line.end()));
      }
    } catch (const std::exception&) {
      // Rank 0 is gone as well: nobody is left to be told.
    }
  }

 private:
  void reduce(std::vector<at::Tensor> tensors, c10d::ReduceOp::RedOpType operation) {
    c10d::AllreduceOptions options;
    options.reduceOp = operation;
    std::vector<std::vector<at::Tensor>> moved;
    std::vector<c10::intrusive_ptr<c10d::Work>> works;
    moved.reserve(tensors.size());
    guarded([&] {
      for (const at::Tensor& tensor : tensors) {
        moved.push_back({tensor.detach().to(device_)});
        if (tensor.numel() > 0) works.push_back(backend_->allreduce(moved.back(), options));
      }
      for (const auto& work : works) work->wait();
    });
    for (std::size_t i = 0; i < tensors.size(); ++i) {
      const at::Tensor target = tensors[i].detach();
      if (target.data_ptr() != moved[i][0].data_ptr()) target.copy_(moved[i][0]);
    }
  }

  template <class Body>
  void guarded(const Body& body) {
    try {
      body();
    } catch (const std::exception& error) {
      const std::string words = lastWords(store_);
      throw LostRankError(
          nameOf(place_),
          words.empty()
              ? "another process of this training has ended or is silent: " + firstLine(error)
              : "another process of this training failed: " + words,
          "run again to go on from the last checkpoint; what the others said is in rank-*.log");
    }
  }

  RankPlace place_;
  at::Device device_;
  StorePointer store_;
  BackendPointer backend_;
};

#ifdef LAFS_GLOO
bool isLoopback(const std::string& address) {
  return address == "localhost" || address == "::1" || address.rfind("127.", 0) == 0;
}

BackendPointer glooBackend(const RankPlace& place, const StorePointer& store) {
  using Gloo = c10d::ProcessGroupGloo;
  const auto options = Gloo::Options::create(timeout());
  const char* interface = std::getenv("GLOO_SOCKET_IFNAME");
  if (interface && *interface) {
    options->devices.push_back(Gloo::createDeviceForInterface(interface));
  } else if (isLoopback(place.masterAddress)) {
    options->devices.push_back(Gloo::createDeviceForHostname(place.masterAddress));
  } else {
    options->devices.push_back(Gloo::createDefaultDevice());
  }
  return c10::make_intrusive<Gloo>(store, static_cast<int>(place.rank),
                                   static_cast<int>(place.size), options);
}
#else
BackendPointer glooBackend(const RankPlace&, const StorePointer&) {
  throw UserError("WORLD_SIZE", "this build trains in one process: it was made without Gloo",
                  "install Gloo's headers (libgloo-dev) and build again");
}
#endif

#ifdef LAFS_NCCL
BackendPointer ncclBackend(const RankPlace& place, const StorePointer& store) {
  ::setenv("NCCL_BLOCKING_WAIT", "1", 0);  // a lost rank is an exception instead of an abort
  ::setenv("TORCH_NCCL_BLOCKING_WAIT", "1", 0);
  const auto options = c10d::ProcessGroupNCCL::Options::create();
  options->timeout = timeout();
  return c10::make_intrusive<c10d::ProcessGroupNCCL>(store, static_cast<int>(place.rank),
                                                     static_cast<int>(place.size), options);
}
#else
BackendPointer ncclBackend(const RankPlace&, const StorePointer&) {
  throw UserError("WORLD_SIZE", "this build cannot join GPUs: it was made without NCCL",
                  "build where nccl.h is found beside a CUDA build of LibTorch");
}
#endif

StorePointer meet(const RankPlace& place) {
  c10d::TCPStoreOptions options;
  options.port = place.masterPort;
  options.isServer = place.rank == 0 && !place.launcherListens;
  options.numWorkers = static_cast<std::size_t>(place.size);
  options.waitWorkers = !place.launcherListens;
  options.timeout = std::max(timeout(), kMeetingPatience);
  return c10::make_intrusive<c10d::PrefixStore>(
      "lafs/" + place.attempt, c10::make_intrusive<c10d::TCPStore>(place.masterAddress, options));
}

}  // namespace

double rankTimeoutSeconds() {
  constexpr double kUsual = 600;
  const char* text = std::getenv("LAFS_RANK_TIMEOUT");
  if (!text || !*text) return kUsual;
  const auto seconds = parseNumber(text);
  if (seconds && *seconds >= 1) return *seconds;
  throw UserError("LAFS_RANK_TIMEOUT",
                  std::string("found '") + text + "', expected seconds, at least 1");
}

std::unique_ptr<ProcessGroup> joinRanks(const RankPlace& place, const at::Device& device) {
  try {
    const StorePointer store = meet(place);
    BackendPointer backend =
        device.is_cuda() ? ncclBackend(place, store) : glooBackend(place, store);
    return std::make_unique<TorchProcessGroup>(place, device, store, std::move(backend));
  } catch (const UserError&) {
    throw;
  } catch (const std::exception& error) {
    throw LostRankError(nameOf(place),
                        "did not meet the others at " + place.masterAddress + ":" +
                            std::to_string(place.masterPort) + ": " + firstLine(error),
                        "start all of them, and let them reach that machine and port");
  }
}

}  // namespace lafs
