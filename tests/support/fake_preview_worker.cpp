// SPDX-License-Identifier: GPL-3.0-or-later
// Stands in for `lafs-worker --preview` where a test needs a child that dawdles, talks nonsense or
// dies. {"ask": "echo", "say": …} comes back, with the number of questions so far.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <thread>

#include "core/base/json.h"

int main() {
  int asked = 0;
  for (std::string line; std::getline(std::cin, line);) {
    const lafs::Json question = lafs::Json::parse(line, nullptr, false);
    const std::string ask = question.value("ask", std::string());
    ++asked;
    if (ask == "die") std::_Exit(3);
    if (ask == "crash") std::abort();
    if (ask == "nonsense") {
      std::printf("this is no answer\n");
      std::fflush(stdout);
      continue;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(question.value("wait", 0)));
    const std::string data = question.value("data", std::string());
    lafs::Json reply = {
        {"say", question.value("say", lafs::Json())}, {"asked", asked}, {"bytes", data.size()}};
    if (ask == "refuse") reply["error"] = "refused";
    const std::string text = reply.dump() + "\n" + data;
    // In two pieces, as a pipe may hand it over.
    std::fwrite(text.data(), 1, text.size() / 2, stdout);
    std::fflush(stdout);
    std::fwrite(text.data() + text.size() / 2, 1, text.size() - text.size() / 2, stdout);
    std::fflush(stdout);
  }
  return 0;
}
