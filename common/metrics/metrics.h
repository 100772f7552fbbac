#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Prometheus metrics (prometheus-cpp behind a thin header). Names: assay_<room>_<what>_<unit>, counters
// end in _total. Labels have few values: never an id of a person or a submission.
namespace assay::metrics {

using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

class Counter {
 public:
  virtual ~Counter() = default;
  virtual void Add(double by = 1) = 0;
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
// object.
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

  // The text exposition format, version 0.0.4.
  std::string Text() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace assay::metrics
