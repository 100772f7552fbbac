#include "common/metrics/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <sstream>

#include "common/log/json_text.h"

namespace assay::metrics {
namespace {

constexpr size_t kMaxSeries = 2000;  // of one name
constexpr size_t kMaxRejected = 100;
constexpr std::string_view kRejected = "assay_metrics_rejected_total";

using LabelMap = std::map<std::string, std::string>;

class CounterImpl final : public Counter {
 public:
  explicit CounterImpl(prometheus::Counter* counter) : counter_(counter) {}
  void Add(double by) override {
    if (counter_ != nullptr && by > 0) counter_->Increment(by);
  }

 private:
  prometheus::Counter* counter_;  // null: not shown
};
class GaugeImpl final : public Gauge {
 public:
  explicit GaugeImpl(prometheus::Gauge* gauge) : gauge_(gauge) {}
  void Set(double value) override {
    if (gauge_ != nullptr) gauge_->Set(value);
  }
  void Add(double by) override {
    if (gauge_ != nullptr) gauge_->Increment(by);
  }

 private:
  prometheus::Gauge* gauge_;
};
class HistogramImpl final : public Histogram {
 public:
  explicit HistogramImpl(prometheus::Histogram* histogram) : histogram_(histogram) {}
  void Observe(double value) override {
    if (histogram_ != nullptr) histogram_->Observe(value);
  }

 private:
  prometheus::Histogram* histogram_;
};

bool ValidName(std::string_view name, bool colon) {
  const auto letter = [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (colon && c == ':');
  };
  const auto good = [&](char c) { return letter(c) || (c >= '0' && c <= '9'); };
  return !name.empty() && letter(name[0]) && std::all_of(name.begin(), name.end(), good);
}

bool ValidLabel(std::string_view name) {
  return ValidName(name, false) && !name.starts_with("__") && name != "le" && name != "quantile";
}

std::vector<double> Bounds(std::vector<double> buckets) {
  if (buckets.empty())
    return {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60};
  std::sort(buckets.begin(), buckets.end());  // the library's assertion is not for production
  buckets.erase(std::unique(buckets.begin(), buckets.end()), buckets.end());
  return buckets;
}

// All metrics of one name.
template <typename Impl, typename Raw>
struct Named {
  prometheus::Family<Raw>* family = nullptr;
  std::vector<double> buckets;
  std::map<LabelMap, std::unique_ptr<Impl>> series;
};
template <typename Impl, typename Raw>
using Kind = std::map<std::string, Named<Impl, Raw>, std::less<>>;

struct Updates {
  std::mutex mutex;  // held while they run
  std::map<uint64_t, std::function<void()>> all;
  uint64_t next = 0;
};

}  // namespace

struct Registry::State {
  mutable std::mutex mutex;
  prometheus::Registry registry;
  Kind<CounterImpl, prometheus::Counter> counters;
  Kind<GaugeImpl, prometheus::Gauge> gauges;
  Kind<HistogramImpl, prometheus::Histogram> histograms;
  std::shared_ptr<Updates> updates = std::make_shared<Updates>();
  CounterImpl hidden_counter{nullptr};
  GaugeImpl hidden_gauge{nullptr};
  HistogramImpl hidden_histogram{nullptr};

  // Null: the call is wrong.
  template <typename Impl, typename Raw, typename Build, typename Make>
  Impl* Find(Kind<Impl, Raw>& kind, std::string_view name, Labels labels, size_t max,
             const Build& build, const Make& make) {
    LabelMap map;
    for (const auto& [key, value] : labels) {
      if (!ValidLabel(key)) return nullptr;
      map.emplace(key, log::ReplaceInvalidUtf8(value));
    }
    auto named = kind.find(name);
    if (named == kind.end()) {
      if (!ValidName(name, true) || Used(name)) return nullptr;
      named = kind.emplace(name, Named<Impl, Raw>()).first;
      named->second.family = &build(named->second);
    }
    auto& series = named->second.series;
    if (const auto found = series.find(map); found != series.end()) return found->second.get();
    if (series.size() >= max) return nullptr;
    auto impl = std::make_unique<Impl>(&make(named->second, map));
    return series.emplace(std::move(map), std::move(impl)).first->second.get();
  }

  bool Used(std::string_view name) const {
    return counters.contains(name) || gauges.contains(name) || histograms.contains(name);
  }

  CounterImpl* FindCounter(std::string_view name, std::string_view help, Labels labels,
                           size_t max) {
    return Find(
        counters, name, labels, max,
        [&](auto&) -> auto& {
          return prometheus::BuildCounter()
              .Name(std::string(name))
              .Help(Line(help))
              .Register(registry);
        },
        [](auto& named, const LabelMap& map) -> auto& { return named.family->Add(map); });
  }

  void Reject(std::string_view name) {
    const std::string_view shown = name.substr(0, 100);
    CounterImpl* counter =
        FindCounter(kRejected, "Calls that made no metric", {{"metric", shown}}, kMaxRejected);
    if (counter != nullptr) counter->Add(1);
  }

  // The library writes help as it is: a newline would end the comment.
  static std::string Line(std::string_view help) {
    std::string line = log::ReplaceInvalidUtf8(help);
    std::replace_if(
        line.begin(), line.end(), [](char c) { return c == '\n' || c == '\r' || c == '\\'; }, ' ');
    return line;
  }
};

Registry::Registry() : state_(std::make_unique<State>()) {}
Registry::~Registry() = default;

Counter& Registry::AddCounter(std::string_view name, std::string_view help, Labels labels) {
  const std::scoped_lock lock(state_->mutex);
  CounterImpl* counter = state_->FindCounter(name, help, labels, kMaxSeries);
  if (counter != nullptr) return *counter;
  state_->Reject(name);
  return state_->hidden_counter;
}

Gauge& Registry::AddGauge(std::string_view name, std::string_view help, Labels labels) {
  const std::scoped_lock lock(state_->mutex);
  GaugeImpl* gauge = state_->Find(
      state_->gauges, name, labels, kMaxSeries,
      [&](auto&) -> auto& {
        return prometheus::BuildGauge()
            .Name(std::string(name))
            .Help(State::Line(help))
            .Register(state_->registry);
      },
      [](auto& named, const LabelMap& map) -> auto& { return named.family->Add(map); });
  if (gauge != nullptr) return *gauge;
  state_->Reject(name);
  return state_->hidden_gauge;
}

Histogram& Registry::AddHistogram(std::string_view name, std::string_view help, Labels labels,
                                  std::vector<double> buckets) {
  const std::scoped_lock lock(state_->mutex);
  HistogramImpl* histogram = state_->Find(
      state_->histograms, name, labels, kMaxSeries,
      [&](auto& named) -> auto& {
        named.buckets = Bounds(std::move(buckets));
        return prometheus::BuildHistogram()
            .Name(std::string(name))
            .Help(State::Line(help))
            .Register(state_->registry);
      },
      [](auto& named, const LabelMap& map) -> auto& {
        return named.family->Add(map, named.buckets);
      });
  if (histogram != nullptr) return *histogram;
  state_->Reject(name);
  return state_->hidden_histogram;
}

std::shared_ptr<void> Registry::OnCollect(std::function<void()> update) {
  const std::shared_ptr<Updates>& updates = state_->updates;
  const std::scoped_lock lock(updates->mutex);
  const uint64_t id = updates->next++;
  updates->all.emplace(id, std::move(update));
  const auto forget = [weak = std::weak_ptr(updates), id](void*) {
    const auto alive = weak.lock();
    if (!alive) return;
    const std::scoped_lock inner(alive->mutex);
    alive->all.erase(id);
  };
  return {static_cast<void*>(updates.get()), forget};
}

std::string Registry::Text() const {
  {
    const std::scoped_lock lock(state_->updates->mutex);
    for (const auto& [id, update] : state_->updates->all) update();
  }
  std::ostringstream out;
  prometheus::TextSerializer().Serialize(out, state_->registry.Collect());
  return std::move(out).str();
}

}  // namespace assay::metrics
