#include "supervisor/backup/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include "supervisor/terminal.h"

namespace assay::supervisor {
namespace {

using std::chrono::steady_clock;

class Counting final : public ByteSource {
 public:
  Counting(std::unique_ptr<ByteSource> source, Progress& progress)
      : source_(std::move(source)), progress_(progress) {}
  Result<std::string_view> Read() override {
    auto bytes = source_->Read();
    if (bytes.ok()) progress_.Add(bytes->size());
    return bytes;
  }

 private:
  const std::unique_ptr<ByteSource> source_;
  Progress& progress_;
};

double SecondsSince(steady_clock::time_point begun) {
  return std::chrono::duration<double>(steady_clock::now() - begun).count();
}

}  // namespace

Progress::Progress(std::string what, uint64_t total)
    : what_(std::move(what)),
      total_(total),
      terminal_(::isatty(STDOUT_FILENO) == 1),
      begun_(steady_clock::now()),
      shown_(begun_) {}

void Progress::Add(uint64_t amount) {
  done_ += amount;
  const std::chrono::seconds interval(terminal_ ? 1 : 10);
  if (steady_clock::now() - shown_ >= interval) Show();
}

void Progress::Show() {
  shown_ = steady_clock::now();
  std::string line = fmt::format("  {:<10} {}", what_, HumanBytes(done_));
  if (total_ > 0) {
    line += fmt::format(" of {} ({} %)", HumanBytes(total_), done_ * 100 / total_);
  }
  Print(terminal_ ? "\r\x1b[K" + line : line + "\n");
}

void Progress::Done(const std::string& result) {
  Print(fmt::format("{}  {:<10} {} ({:.1f} s)\n", terminal_ ? "\r\x1b[K" : "", what_, result,
                    SecondsSince(begun_)));
}

std::unique_ptr<ByteSource> Count(std::unique_ptr<ByteSource> source, Progress& progress) {
  return std::make_unique<Counting>(std::move(source), progress);
}

std::string HumanBytes(uint64_t bytes) {
  const auto value = static_cast<double>(bytes);
  if (value < 1e3) return fmt::format("{} B", bytes);
  if (value < 1e6) return fmt::format("{:.1f} kB", value / 1e3);
  if (value < 1e9) return fmt::format("{:.1f} MB", value / 1e6);
  return fmt::format("{:.2f} GB", value / 1e9);
}

}  // namespace assay::supervisor
