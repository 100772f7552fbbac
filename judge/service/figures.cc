#include "judge/service/figures.h"

#include <cmath>

#include "assay/judge/v1/job.pb.h"
#include "grader/verdict.h"

namespace assay::judge {
namespace {

std::optional<std::string> CheckScore(double score, double max_score) {
  if (!std::isfinite(score) || !std::isfinite(max_score)) return "a score that is no number";
  // Below 0 a penalty may go; a result above the most there are may not be.
  if (max_score < 0) return "a highest score below 0";
  const double slack = 1e-6 * std::max(1.0, max_score);
  if (score > max_score + slack) {
    return "a score of " + std::to_string(score) + " of " + std::to_string(max_score);
  }
  return std::nullopt;
}

std::optional<std::string> CheckVerdict(const std::string& verdict) {
  const auto known = grader::ParseVerdict(verdict);
  if (known && grader::VerdictCode(*known) == verdict) return std::nullopt;
  return "a verdict that is none";
}

std::optional<std::string> CheckUse(int64_t cpu_us, int64_t wall_us, int64_t memory_bytes,
                                    const FigureLimits& limits) {
  if (cpu_us < 0 || wall_us < 0 || memory_bytes < 0) return "negative figures";
  if (memory_bytes > limits.max_memory_bytes) {
    return std::to_string(memory_bytes) + " bytes of memory";
  }
  const auto margin = static_cast<double>(std::chrono::microseconds(limits.margin).count());
  const double most = static_cast<double>(wall_us) * limits.processors + margin;
  if (static_cast<double>(cpu_us) > most) {
    return std::to_string(cpu_us) + " µs of CPU time in " + std::to_string(wall_us) +
           " µs on at most " + std::to_string(limits.processors) + " processors";
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> Impossible(const v1::JobResult& result,
                                      std::optional<std::chrono::microseconds> held,
                                      const FigureLimits& limits) {
  if (auto why = CheckVerdict(result.verdict())) return why;
  if (auto why = CheckScore(result.score(), result.max_score())) return why;
  if (auto why =
          CheckUse(result.max_cpu_us(), result.elapsed_us(), result.max_memory_bytes(), limits)) {
    return why;
  }
  if (result.tests_passed() < 0 || result.tests_total() < result.tests_passed()) {
    return std::to_string(result.tests_passed()) + " tests passed of " +
           std::to_string(result.tests_total());
  }
  if (held && std::chrono::microseconds(result.elapsed_us()) > *held + limits.margin) {
    return "a job that took " + std::to_string(result.elapsed_us()) + " µs of a lease that is " +
           std::to_string(held->count()) + " µs old";
  }
  return std::nullopt;
}

std::optional<std::string> Impossible(const v1::TestDone& test, const FigureLimits& limits) {
  if (auto why = CheckVerdict(test.verdict())) return why;
  if (auto why = CheckScore(test.score(), test.max_score())) return why;
  if (test.done() < 0 || test.total() < test.done()) return "more tests done than there are";
  return CheckUse(test.cpu_us(), test.wall_us(), test.memory_bytes(), limits);
}

}  // namespace assay::judge
