#include "supervisor/prober.h"

#include <fmt/format.h>

#include <charconv>

#include "common/http/client.h"
#include "supervisor/proc.h"

namespace assay::supervisor {
namespace {

constexpr std::chrono::milliseconds kInterval(2000);
constexpr std::chrono::milliseconds kTimeout(1000);
constexpr size_t kMaxReasonBytes = 300;

Result<http::ClientResponse> Get(http::Client& client, uint16_t port, std::string_view path) {
  http::ClientRequest request;
  request.url = fmt::format("http://127.0.0.1:{}{}", port, path);
  request.timeout = kTimeout;
  request.max_response_bytes = 4U << 20U;
  return client.Send(request);
}

std::string OneLine(std::string text) {
  text.resize(std::min(text.find('\n'), std::min(text.size(), kMaxReasonBytes)));
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') c = '?';
  }
  return text;
}

}  // namespace

std::optional<double> SumOfMetric(std::string_view text, std::string_view name) {
  std::optional<double> sum;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!line.starts_with(name)) continue;
    std::string_view rest = line.substr(name.size());
    if (rest.empty() || (rest.front() != '{' && rest.front() != ' ')) continue;
    const size_t value = rest.rfind(' ');
    if (value == std::string_view::npos) continue;
    rest.remove_prefix(value + 1);
    double number = 0;
    const auto parsed = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    if (parsed.ec == std::errc()) sum = sum.value_or(0) + number;
  }
  return sum;
}

Result<std::unique_ptr<Prober>> Prober::Start(Board& board, log::Logger logger) {
  ASSAY_ASSIGN_OR_RETURN(auto client, http::Client::Create());
  ASSAY_ASSIGN_OR_RETURN(StopFlag stop, StopFlag::Make());
  return std::unique_ptr<Prober>(
      new Prober(board, std::move(logger), std::move(client), std::move(stop)));
}

Prober::Prober(Board& board, log::Logger logger, std::unique_ptr<http::Client> client,
               StopFlag stop)
    : board_(board),
      logger_(std::move(logger)),
      client_(std::move(client)),
      stop_(std::move(stop)) {
  thread_ = std::thread([this] { Run(); });
}

Prober::~Prober() {
  stop_.Set();
  thread_.join();
}

std::optional<QueueFigures> Prober::queue() const {
  const std::lock_guard lock(mutex_);
  return queue_;
}

void Prober::Run() {
  do {
    Probe();
  } while (stop_.Wait(-1, kInterval) != StopFlag::Woken::kStop);
}

void Prober::Probe() {
  for (const UnitStatus& unit : board_.Units()) {
    if (unit.admin_port == 0) continue;
    ProbeReadiness(unit);
    if (unit.name == "judge") ReadQueue(unit.admin_port);
  }
  MeasureMemory();
}

void Prober::ProbeReadiness(const UnitStatus& unit) {
  const auto answer = Get(*client_, unit.admin_port, "/readyz");
  std::string why_not;
  if (!answer.ok()) {
    why_not = "does not answer on its admin port";
  } else if (answer->status != 200) {
    why_not = OneLine(answer->body);
  }
  bool changed = false;
  board_.Update(unit.name, [&](UnitStatus& now) {
    // Another process may stand there by now, or none.
    if (now.pid != unit.pid || now.admin_port != unit.admin_port) return;
    if (now.state != UnitState::kReady && now.state != UnitState::kNotReady) return;
    const UnitState state = why_not.empty() ? UnitState::kReady : UnitState::kNotReady;
    changed = now.state != state;
    now.state = state;
    if (!why_not.empty()) now.reason = why_not;
  });
  if (!changed) return;
  if (why_not.empty()) {
    logger_.Info("ready again", {{"unit", unit.name}});
  } else {
    logger_.Warning("not ready", {{"unit", unit.name}, {"reason", why_not}});
  }
}

void Prober::ReadQueue(uint16_t admin_port) {
  const auto answer = Get(*client_, admin_port, "/metrics");
  if (!answer.ok() || answer->status != 200) return;
  const auto waiting = SumOfMetric(answer->body, "assay_judge_queue_waiting_jobs");
  const auto running = SumOfMetric(answer->body, "assay_judge_queue_running_jobs");
  const std::lock_guard lock(mutex_);
  queue_.reset();
  if (!waiting && !running) return;
  queue_ = QueueFigures{static_cast<int64_t>(waiting.value_or(0)),
                        static_cast<int64_t>(running.value_or(0))};
}

void Prober::MeasureMemory() {
  std::vector<pid_t> pids;
  for (const UnitStatus& unit : board_.Units()) {
    if (unit.pid != 0) pids.push_back(unit.pid);
  }
  const auto bytes = MemoryOfTrees(pids);
  for (const UnitStatus& unit : board_.Units()) {
    const auto found = bytes.find(unit.pid);
    if (found == bytes.end()) continue;
    board_.Update(unit.name, [&](UnitStatus& now) {
      if (now.pid == unit.pid) now.memory_bytes = found->second;
    });
  }
}

}  // namespace assay::supervisor
