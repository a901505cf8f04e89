// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/mcnemar.h"

#include <QTest>
#include <algorithm>
#include <cmath>

#include "core/base/random_stream.h"
#include "core/eval/holm.h"

using namespace lafs;

namespace {

/// Twice the smaller tail of n fair coins, term by term.
double plainP(std::int64_t fixed, std::int64_t broken) {
  const std::int64_t n = fixed + broken;
  double tail = 0;
  for (std::int64_t k = 0; k <= std::min(fixed, broken); ++k) {
    tail += std::exp(std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0) -
                     static_cast<double>(n) * std::log(2.0));
  }
  return std::min(1.0, 2 * tail);
}

}  // namespace

class TestMcNemar : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void countsTheFourCases() {
    const McNemar result =
        mcnemar({true, true, false, false, false}, {true, false, true, true, false});
    QCOMPARE(result.bothRight, 1);
    QCOMPARE(result.broken, 1);
    QCOMPARE(result.fixed, 2);
    QCOMPARE(result.bothWrong, 1);
    QCOMPARE(result.p, 1.0);
  }

  void pIsTheBinomialTail() {
    QCOMPARE(mcnemarP(0, 0), 1.0);
    QVERIFY(std::abs(mcnemarP(0, 6) - 2.0 / 64) < 1e-15);
    for (const auto& [fixed, broken] :
         {std::pair<int, int>{1, 9}, {25, 12}, {400, 330}, {30000, 29400}}) {
      const double expected = plainP(fixed, broken);
      QVERIFY2(std::abs(mcnemarP(fixed, broken) - expected) < 1e-9 * std::max(1.0, expected) + 1e-9,
               qPrintable(QString::number(mcnemarP(fixed, broken))));
      QCOMPARE(mcnemarP(fixed, broken), mcnemarP(broken, fixed));
    }
  }

  void holmByHand() {
    // Sorted 0.01, 0.02, 0.03, 0.04 times 4, 3, 2, 1, made monotone: 0.04, 0.06, 0.06, 0.06.
    const std::vector<double> adjusted = holmAdjusted({0.04, 0.01, 0.03, 0.02});
    const std::vector<double> expected = {0.06, 0.04, 0.06, 0.06};
    for (std::size_t i = 0; i < expected.size(); ++i) {
      QVERIFY(std::abs(adjusted[i] - expected[i]) < 1e-12);
    }
    QCOMPARE(holmAdjusted({0.9, 0.8}), (std::vector<double>{1.0, 1.0}));
    QVERIFY(holmAdjusted({}).empty());
  }

  void holmKeepsTheFamilyWiseError() {
    // Eight hypotheses, all true: uniform p-values. At most one family in twenty may reject.
    int families = 0;
    constexpr int kDraws = 20000;
    RandomStream random({77});
    for (int draw = 0; draw < kDraws; ++draw) {
      std::vector<double> p;
      for (int i = 0; i < 8; ++i) p.push_back(random.uniform());
      const std::vector<double> adjusted = holmAdjusted(p);
      families += *std::min_element(adjusted.begin(), adjusted.end()) <= 0.05;
    }
    const double share = families / double(kDraws);
    QVERIFY2(share < 0.055 && share > 0.04, qPrintable(QString::number(share)));
  }
};

QTEST_GUILESS_MAIN(TestMcNemar)
#include "test_mcnemar.moc"
