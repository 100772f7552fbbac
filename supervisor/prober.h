#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "common/log/log.h"
#include "supervisor/board.h"
#include "supervisor/stop_flag.h"

namespace assay::http {
class Client;
}

namespace assay::supervisor {

// The judge's queue, as its metrics show it.
struct QueueFigures {
  int64_t waiting = 0;
  int64_t running = 0;
};

// Asks every two seconds, on a thread of its own, whether units that run can work (/readyz), how
// much memory they have and what waits in the judge's queue. Puts it on the board.
class Prober {
 public:
  static Result<std::unique_ptr<Prober>> Start(Board& board, log::Logger logger);
  ~Prober();
  Prober(const Prober&) = delete;
  Prober& operator=(const Prober&) = delete;

  std::optional<QueueFigures> queue() const;

 private:
  Prober(Board& board, log::Logger logger, std::unique_ptr<http::Client> client, StopFlag stop);
  void Run();
  void Probe();
  void ProbeReadiness(const UnitStatus& unit);
  void ReadQueue(uint16_t admin_port);
  void MeasureMemory();

  Board& board_;
  const log::Logger logger_;
  const std::unique_ptr<http::Client> client_;
  const StopFlag stop_;
  mutable std::mutex mutex_;
  std::optional<QueueFigures> queue_;
  std::thread thread_;  // last: it uses all the others
};

// The sum of all samples of a metric in Prometheus' text, whatever their labels; nullopt: none.
std::optional<double> SumOfMetric(std::string_view text, std::string_view name);

}  // namespace assay::supervisor
