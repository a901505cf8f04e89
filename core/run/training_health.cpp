// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/training_health.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <limits>
#include <optional>
#include <vector>

namespace lafs {

namespace {

constexpr std::size_t kFewestRows = 5;   // before any judgement
constexpr std::size_t kWindowRows = 20;  // that are judged together
constexpr double kNearUniform = 0.01;    // relative distance from ln K that counts as resting on it
constexpr double kNearZero = 0.02;       // share of ln K below which entropy or loss counts as zero
constexpr double kNoSpread = 0.05;       // share of 1/√d below which features count as one
constexpr double kAbsent = std::numeric_limits<double>::quiet_NaN();

/// One row of measurements; NaN where it has none.
struct Measured {
  std::int64_t step = 0;
  double loss = kAbsent;
  double entropy = kAbsent;   ///< of the teacher, nat
  double spread = kAbsent;    ///< of the features, as a share of 1/√d
  double distance = kAbsent;  ///< of teacher and student weights, relative
  double learningRate = kAbsent;
};

std::vector<Measured> measurementsOf(const MetricsHistory& metrics) {
  const auto column = [&](const char* name) -> const std::vector<double>* {
    const auto found = metrics.values.find(name);
    return found == metrics.values.end() ? nullptr : &found->second;
  };
  const auto* loss = column("loss");
  const auto* entropy = column("teacher_entropy");
  const auto* spread = column("feature_spread");
  const auto* distance = column("teacher_distance");
  const auto* rate = column("learning_rate");
  std::vector<Measured> rows;
  if (entropy == nullptr) return rows;
  for (std::size_t row = 0; row < metrics.rows(); ++row) {
    const auto at = [&](const std::vector<double>* values) {
      return values == nullptr ? kAbsent : (*values)[row];
    };
    if (std::isnan(at(entropy)) && std::isnan(at(loss))) continue;
    rows.push_back({metrics.step[row], at(loss), at(entropy), at(spread), at(distance), at(rate)});
  }
  return rows;
}

std::string text(double value) {
  char digits[32];
  std::snprintf(digits, sizeof digits, "%.4g", value);
  return digits;
}

/// A test of single rows for one verdict. A row may abstain.
struct Sign {
  HealthVerdict verdict;
  std::function<std::optional<bool>(const Measured&)> shown;
};

std::vector<Sign> signsOf(const HealthReference& reference) {
  const double uniform = reference.uniformEntropy();
  const auto nearUniform = [uniform](double value) {
    return std::abs(value - uniform) <= kNearUniform * uniform;
  };
  const auto aliased = [](const Measured& row) -> std::optional<bool> {
    if (std::isnan(row.distance) || !(row.learningRate > 0)) return {};
    return row.distance == 0;
  };
  const auto uniformOutput = [nearUniform](const Measured& row) -> std::optional<bool> {
    return nearUniform(row.entropy) && nearUniform(row.loss);
  };
  const auto constantOutput = [uniform](const Measured& row) -> std::optional<bool> {
    const bool sharp = row.entropy <= kNearZero * uniform && row.loss <= kNearZero * uniform;
    // A batch of one face has no spread and is logged as 0.
    return sharp || (row.spread > 0 && row.spread <= kNoSpread);
  };
  return {{HealthVerdict::TeacherAliasing, aliased},
          {HealthVerdict::UniformCollapse, uniformOutput},
          {HealthVerdict::ConstantCollapse, constantOutput}};
}

/// The step since which every row that does not abstain shows the sign, when the newest
/// `kWindowRows` of them (all, when there are fewer) do.
std::optional<std::int64_t> shownSince(const std::vector<Measured>& rows, const Sign& sign) {
  std::size_t shown = 0;
  std::int64_t since = 0;
  for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
    const std::optional<bool> answer = sign.shown(*row);
    if (!answer) continue;
    if (!*answer) {
      if (shown < kWindowRows) return {};
      break;
    }
    ++shown;
    since = row->step;
  }
  if (shown < kFewestRows) return {};
  return since;
}

std::string evidenceOf(HealthVerdict verdict, const Measured& last,
                       const HealthReference& reference) {
  const std::string lnK = text(reference.uniformEntropy());
  switch (verdict) {
    case HealthVerdict::TeacherAliasing:
      return "Teacher and student have not differed in a single weight while the learning rate was "
             "above zero.";
    case HealthVerdict::UniformCollapse:
      return "Loss " + text(last.loss) + " and teacher entropy " + text(last.entropy) +
             " rest at ln K = " + lnK + ": every output is uniform.";
    case HealthVerdict::ConstantCollapse:
      return "Teacher entropy " + text(last.entropy) + ", loss " + text(last.loss) +
             ", feature spread " + text(last.spread) +
             " of what it could be: every face gets the same output.";
    default:
      break;
  }
  std::string evidence = "Teacher entropy " + text(last.entropy) + " below ln K = " + lnK;
  if (!std::isnan(last.spread)) {
    evidence += ", features spread to " + text(100 * last.spread) + " % of 1/\u221ad";
  }
  return evidence + ".";
}

std::string adviceOf(HealthVerdict verdict) {
  switch (verdict) {
    case HealthVerdict::UniformCollapse:
      return "Lower the teacher temperature (pretrain.teacher_temperature) or lengthen its "
             "warm-up, "
             "so that the teacher is sharper than the student.";
    case HealthVerdict::ConstantCollapse:
      return "Centring is too weak: lower pretrain.centre_momentum, raise the teacher temperature, "
             "or lower the learning rate.";
    case HealthVerdict::TeacherAliasing:
      return "The teacher must be a copy that follows by its momentum; this is a fault of the "
             "program, not of the settings. Report it with this run's directory.";
    case HealthVerdict::NotANumber:
      return "Lower the learning rate, clip gradients, or compute in float32; the last good "
             "checkpoint is kept.";
    default:
      return {};
  }
}

TrainingHealth notANumber(std::int64_t step, const std::string& what) {
  return {HealthVerdict::NotANumber, step,
          "At step " + std::to_string(step) + " " + what + " was no longer a number.",
          adviceOf(HealthVerdict::NotANumber)};
}

}  // namespace

const char* healthVerdictName(HealthVerdict verdict) {
  switch (verdict) {
    case HealthVerdict::TooEarly:
      return "too early to say";
    case HealthVerdict::Healthy:
      return "healthy";
    case HealthVerdict::UniformCollapse:
      return "uniform collapse";
    case HealthVerdict::ConstantCollapse:
      return "constant collapse";
    case HealthVerdict::TeacherAliasing:
      return "teacher is the student";
    case HealthVerdict::NotANumber:
      return "not a number";
  }
  return "";
}

double HealthReference::uniformEntropy() const {
  return std::log(static_cast<double>(std::max<std::int64_t>(2, headOutputs)));
}

double HealthReference::uniformSpread() const {
  return 1 / std::sqrt(static_cast<double>(std::max<std::int64_t>(1, featureDim)));
}

TrainingHealth trainingHealth(const MetricsHistory& metrics, const HealthReference& reference,
                              const std::string& failedTerm) {
  const std::vector<Measured> rows = measurementsOf(metrics);
  if (!failedTerm.empty()) {
    return notANumber(metrics.rows() == 0 ? 0 : metrics.step.back(), failedTerm);
  }
  for (const Measured& row : rows) {
    if (!std::isfinite(row.loss)) return notANumber(row.step, "the loss");
    if (!std::isfinite(row.entropy)) return notANumber(row.step, "the teacher's entropy");
  }
  if (rows.size() < kFewestRows) {
    return {HealthVerdict::TooEarly,
            rows.empty() ? 0 : rows.front().step,
            "A judgement takes " + std::to_string(kFewestRows) + " measurements; there are " +
                std::to_string(rows.size()) + ".",
            {}};
  }
  for (const Sign& sign : signsOf(reference)) {
    if (const auto since = shownSince(rows, sign)) {
      return {sign.verdict, *since, evidenceOf(sign.verdict, rows.back(), reference),
              adviceOf(sign.verdict)};
    }
  }
  return {HealthVerdict::Healthy,
          rows.front().step,
          evidenceOf(HealthVerdict::Healthy, rows.back(), reference),
          {}};
}

}  // namespace lafs
