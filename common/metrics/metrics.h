#pragma once

#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Prometheus metrics (prometheus-cpp behind a thin header). Names: assay_<room>_<what>_<unit>,
// counters end in _total. Labels have few values: never an id of a person or a submission.
//
//   metrics::Counter& refused = registry.AddCounter("assay_judge_refused_total",
//       "Submissions that were not accepted", {{"reason", "full"}});
//   refused.Add();
namespace assay::metrics {

using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

// Each of these is thread-safe and cheap: keep the reference, do not ask the registry each time.
class Counter {
 public:
  virtual ~Counter() = default;
  virtual void Add(double by = 1) = 0;  // never less than nothing
};
class Gauge {
 public:
  virtual ~Gauge() = default;
  virtual void Set(double value) = 0;
  virtual void Add(double by) = 0;
};
class Histogram {
 public:
  virtual ~Histogram() = default;
  virtual void Observe(double value) = 0;
};

// Thread-safe. What it returns lives as long as it does; the same name and labels give the same
// object, whatever the help or the buckets of a later call: the first ones of a name count.
//
// A service does not die of its metrics. A call that is wrong (a name or a label's name that is not
// valid, a name that is already of another kind, the 2,001st set of labels of one name) gives an
// object that is not shown, and assay_metrics_rejected_total{metric="…"} counts it: a test of a
// service looks that there is none.
class Registry {
 public:
  Registry();
  ~Registry();
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;

  Counter& AddCounter(std::string_view name, std::string_view help, Labels labels = {});
  Gauge& AddGauge(std::string_view name, std::string_view help, Labels labels = {});
  // `buckets`: upper bounds, ascending; empty: 1 ms to 60 s, for seconds.
  Histogram& AddHistogram(std::string_view name, std::string_view help, Labels labels = {},
                          std::vector<double> buckets = {});

  // `update` is called before each text, to set what is cheaper to read than to follow (sizes of
  // pools and queues), until the handle goes away; dropping it waits for an update that runs. An
  // update may use the registry, but not drop handles. The handle may outlive the registry.
  [[nodiscard]] std::shared_ptr<void> OnCollect(std::function<void()> update);

  // The text exposition format, version 0.0.4.
  std::string Text() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace assay::metrics
