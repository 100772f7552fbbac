#include "common/metrics/metrics.h"

#include <gmock/gmock.h>

#include <map>
#include <optional>
#include <sstream>
#include <thread>

#include "common/metrics/process_metrics.h"

namespace assay::metrics {
namespace {

using testing::HasSubstr;
using testing::Not;

// A reader of the exposition format that accepts nothing else: "name{labels} value" -> value.
class Exposition {
 public:
  explicit Exposition(const std::string& text) {
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) Read(line);
  }
  std::map<std::string, double> samples;
  std::map<std::string, std::string> types;

 private:
  void Read(const std::string& line) {
    std::istringstream words(line);
    if (line.starts_with("# TYPE ")) {
      std::string hash, type, name, kind;
      words >> hash >> type >> name >> kind;
      EXPECT_TRUE(types.emplace(name, kind).second) << "twice: " << name;
      return;
    }
    if (line.starts_with("# HELP ")) return;
    const size_t blank = line.rfind(' ');
    ASSERT_NE(blank, std::string::npos) << line;
    ASSERT_TRUE(NameIsValid(line.substr(0, blank))) << line;
    size_t used = 0;
    const double value = std::stod(line.substr(blank + 1), &used);
    EXPECT_EQ(used, line.size() - blank - 1) << line;
    EXPECT_TRUE(samples.emplace(line.substr(0, blank), value).second) << "twice: " << line;
  }
  static bool NameIsValid(const std::string& series) {
    const size_t brace = series.find('{');
    const auto valid = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == ':'; };
    const std::string name = series.substr(0, brace);
    if (!std::all_of(name.begin(), name.end(), valid)) return false;
    if (brace == std::string::npos) return true;
    // Quotes are balanced once escapes are left out.
    int quotes = 0;
    for (size_t i = brace; i < series.size(); ++i) {
      if (series[i] == '\\') {
        ++i;
      } else if (series[i] == '"') {
        ++quotes;
      }
    }
    return quotes % 2 == 0 && series.back() == '}';
  }
};

TEST(Metrics, TextHoldsWhatWasCounted) {
  Registry registry;
  registry.AddCounter("assay_t_jobs_total", "Jobs", {{"class", "exam"}}).Add();
  registry.AddCounter("assay_t_jobs_total", "Jobs", {{"class", "exam"}}).Add(2);
  registry.AddCounter("assay_t_jobs_total", "Jobs", {{"class", "batch"}}).Add(-5);
  Gauge& depth = registry.AddGauge("assay_t_depth", "Depth");
  depth.Set(7);
  depth.Add(-0.5);
  Histogram& wait = registry.AddHistogram("assay_t_wait_seconds", "Wait", {}, {1, 0.1});
  wait.Observe(0.05);
  wait.Observe(0.5);
  wait.Observe(100);

  const Exposition seen(registry.Text());
  EXPECT_EQ(seen.samples.at("assay_t_jobs_total{class=\"exam\"}"), 3);
  EXPECT_EQ(seen.samples.at("assay_t_jobs_total{class=\"batch\"}"), 0);
  EXPECT_EQ(seen.samples.at("assay_t_depth"), 6.5);
  EXPECT_EQ(seen.samples.at("assay_t_wait_seconds_bucket{le=\"0.1\"}"), 1);
  EXPECT_EQ(seen.samples.at("assay_t_wait_seconds_bucket{le=\"1\"}"), 2);
  EXPECT_EQ(seen.samples.at("assay_t_wait_seconds_bucket{le=\"+Inf\"}"), 3);
  EXPECT_EQ(seen.samples.at("assay_t_wait_seconds_count"), 3);
  EXPECT_EQ(seen.types.at("assay_t_wait_seconds"), "histogram");
}

TEST(Metrics, SameNameAndLabelsAreTheSameObject) {
  Registry registry;
  Counter& one = registry.AddCounter("assay_t_total", "One help", {{"a", "1"}, {"b", "2"}});
  Counter& two = registry.AddCounter("assay_t_total", "Another", {{"b", "2"}, {"a", "1"}});
  EXPECT_EQ(&one, &two);
  EXPECT_NE(&one, &registry.AddCounter("assay_t_total", "One help", {{"a", "1"}}));
  const std::string text = registry.Text();
  EXPECT_THAT(text, HasSubstr("# HELP assay_t_total One help\n"));
  EXPECT_THAT(text, Not(HasSubstr("Another")));
  // Buckets of a name are those of its first use, in every series.
  registry.AddHistogram("assay_t_seconds", "", {{"k", "1"}}, {1, 2});
  registry.AddHistogram("assay_t_seconds", "", {{"k", "2"}}, {5});
  EXPECT_EQ(Exposition(registry.Text()).samples.count("assay_t_seconds_bucket{k=\"2\",le=\"5\"}"),
            0U);
}

TEST(Metrics, LabelsAndHelpCannotBreakTheFormat) {
  Registry registry;
  registry.AddGauge("assay_t_value", "a\nassay_t_forged 1\\", {{"k", "a\"} 1\nassay_t_forged 2\\"}})
      .Set(1);
  registry.AddGauge("assay_t_value", "", {{"k", "\xFF"}}).Set(2);
  const Exposition seen(registry.Text());
  EXPECT_EQ(seen.samples.at(R"(assay_t_value{k="a\"} 1\nassay_t_forged 2\\"})"), 1);
  EXPECT_EQ(seen.samples.at("assay_t_value{k=\"\uFFFD\"}"), 2);
  EXPECT_EQ(seen.samples.size(), 2U);
}

TEST(Metrics, WrongCallsAreCountedAndNotShown) {
  Registry registry;
  registry.AddCounter("assay_t_total", "").Add();
  registry.AddGauge("assay_t_total", "").Set(5);
  registry.AddCounter("1 bad name", "").Add();
  registry.AddCounter("assay_t_other_total", "", {{"bad-label", "x"}}).Add();
  registry.AddHistogram("assay_t_h_seconds", "", {{"le", "x"}}).Observe(1);
  const Exposition seen(registry.Text());
  EXPECT_EQ(seen.samples.at("assay_t_total"), 1);
  EXPECT_EQ(seen.samples.at("assay_metrics_rejected_total{metric=\"assay_t_total\"}"), 1);
  EXPECT_EQ(seen.samples.at("assay_metrics_rejected_total{metric=\"1 bad name\"}"), 1);
  EXPECT_EQ(seen.samples.size(), 5U);
}

TEST(Metrics, LabelsAreBounded) {
  Registry registry;
  for (int i = 0; i < 2100; ++i)
    registry.AddCounter("assay_t_total", "", {{"id", std::to_string(i)}}).Add();
  const Exposition seen(registry.Text());
  EXPECT_EQ(seen.samples.at("assay_metrics_rejected_total{metric=\"assay_t_total\"}"), 100);
  EXPECT_EQ(seen.samples.size(), 2001U);
}

TEST(Metrics, UpdatesRunBeforeEachTextUntilTheHandleGoes) {
  std::optional<Registry> registry(std::in_place);
  int calls = 0;
  auto handle = registry->OnCollect([&] { registry->AddGauge("assay_t_size", "").Set(++calls); });
  registry->Text();
  EXPECT_EQ(Exposition(registry->Text()).samples.at("assay_t_size"), 2);
  handle.reset();
  registry->Text();
  EXPECT_EQ(calls, 2);
  handle = registry->OnCollect([] {});
  registry.reset();  // the handle outlives it
}

TEST(Metrics, ThreadsCountTogether) {
  Registry registry;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&registry] {
        for (int i = 0; i < 1000; ++i) {
          registry.AddCounter("assay_t_total", "", {{"i", std::to_string(i % 10)}}).Add();
          if (i % 100 == 0) registry.Text();
        }
      });
    }
  }
  const Exposition seen(registry.Text());
  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(seen.samples.at("assay_t_total{i=\"" + std::to_string(i) + "\"}"), 400);
}

TEST(Metrics, ProcessMetricsAreOfThisProcess) {
  Registry registry;
  const auto handle = AddProcessMetrics(registry, "assay-test", "1.2.3");
  const Exposition seen(registry.Text());
  EXPECT_EQ(seen.samples.at("assay_build_info{service=\"assay-test\",version=\"1.2.3\"}"), 1);
  EXPECT_GT(seen.samples.at("process_resident_memory_bytes"), 1'000'000);
  EXPECT_GE(seen.samples.at("process_open_fds"), 3);
  EXPECT_GE(seen.samples.at("process_max_fds"), seen.samples.at("process_open_fds"));
  EXPECT_GE(seen.samples.at("process_threads"), 1);
  EXPECT_NEAR(seen.samples.at("process_start_time_seconds"), static_cast<double>(time(nullptr)),
              3600);
  const double before = seen.samples.at("process_cpu_seconds_total");
  const auto used = [&] {
    return Exposition(registry.Text()).samples.at("process_cpu_seconds_total");
  };
  for (int i = 0; i < 1'000'000 && used() == before; ++i) {
  }
  EXPECT_GT(used(), before);
}

}  // namespace
}  // namespace assay::metrics
