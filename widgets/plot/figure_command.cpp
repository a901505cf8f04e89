// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/figure_command.h"

#include "core/base/text.h"

namespace lafs {

namespace {

std::string shellWord(const std::string& word) {
  const char* plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=,+@%";
  if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
  std::string quoted = "'";
  for (const char letter : word)
    quoted += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
  return quoted + "'";
}

void addLimits(std::vector<std::string>& words, const char* option, const ChartAxis& axis) {
  if (!axis.lower || !axis.upper) return;
  // One word: a lower limit below zero must not look like an option.
  words.push_back("--" + std::string(option) + '=' + formatNumber(*axis.lower) + ':' +
                  formatNumber(*axis.upper));
}

void addScale(std::vector<std::string>& words, const char* name, bool usual, bool now) {
  if (usual != now) words.push_back(std::string(now ? "--log-" : "--linear-") + name);
}

}  // namespace

std::string figureCommand(const Chart& chart, const FigurePage& page, const std::string& file) {
  const ChartSource& source = chart.source;
  std::vector<std::string> words = {"lafs-workbench", "--batch", "figure", source.figure};
  words.insert(words.end(), source.runs.begin(), source.runs.end());
  if (!source.runsFolder.empty()) words.insert(words.end(), {"--runs", source.runsFolder});
  words.insert(words.end(), source.options.begin(), source.options.end());
  addScale(words, "x", source.logarithmicX, chart.x.logarithmic);
  addScale(words, "y", source.logarithmicY, chart.y.logarithmic);
  addLimits(words, "x", chart.x);
  addLimits(words, "y", chart.y);
  const FigurePage usual;
  if (page.widthMm != usual.widthMm || page.heightMm != usual.heightMm) {
    words.insert(words.end(),
                 {"--size", formatNumber(page.widthMm) + 'x' + formatNumber(page.heightMm)});
  }
  if (page.dotsPerInch != usual.dotsPerInch) {
    words.insert(words.end(), {"--dpi", formatNumber(page.dotsPerInch)});
  }
  if (page.dark) words.push_back("--dark");
  if (!page.footer) words.push_back("--no-footer");
  words.insert(words.end(), {"-o", file});
  for (std::string& word : words) word = shellWord(word);
  return join(words, " ");
}

}  // namespace lafs
