#include "sandbox/native/pump.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>

namespace assay::sandbox {

constexpr auto kLongestWait = std::chrono::minutes(1);  // in milliseconds it fits poll's int

OutputStream::Read OutputStream::ReadOnce() {
  char buffer[65536];
  ssize_t n = 0;
  do {
    n = ::read(fd_.get(), buffer, sizeof buffer);
  } while (n < 0 && errno == EINTR);
  if (n > 0) {
    return tap_.Add({buffer, static_cast<size_t>(n)}) ? Read::kSome : Read::kOverLimit;
  }
  if (n == 0 || errno != EAGAIN) {
    fd_.reset();
    tap_.End();
  }
  return Read::kNothing;
}

bool OutputStream::Drain() {
  // A few reads a turn, so that one stream cannot keep the other from being served.
  for (int turn = 0; turn < 4 && fd() >= 0; ++turn) {
    const Read read = ReadOnce();
    if (read != Read::kSome) return read == Read::kNothing;
  }
  return true;
}

bool OutputStream::DrainRest() {
  bool within = true;
  while (fd_.valid()) {
    const Read read = ReadOnce();
    if (read == Read::kNothing) break;
    within = read == Read::kSome;
  }
  return within;
}

InputStream::InputStream(UniqueFd write_end, std::string_view data)
    : fd_(std::move(write_end)), rest_(data) {
  Feed();
}

void InputStream::Feed() {
  while (!rest_.empty()) {
    const ssize_t n = ::write(fd_.get(), rest_.data(), rest_.size());
    if (n > 0) {
      rest_.remove_prefix(static_cast<size_t>(n));
      continue;
    }
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) return;
    break;  // nobody reads any more
  }
  fd_.reset();
}

void Deliver(OutputTap& out, OutputTap& err, int stop_event, Nanoseconds time) {
  using Clock = std::chrono::steady_clock;
  using std::chrono::milliseconds;
  const Clock::time_point start = Clock::now();
  while (out.wait_fd() >= 0 || err.wait_fd() >= 0) {
    const Nanoseconds left = time - (Clock::now() - start);
    if (left <= Nanoseconds::zero()) break;
    pollfd fds[3] = {
        {out.wait_fd(), POLLOUT, 0}, {err.wait_fd(), POLLOUT, 0}, {stop_event, POLLIN, 0}};
    const auto wait = std::chrono::ceil<milliseconds>(std::min<Nanoseconds>(left, kLongestWait));
    if (::poll(fds, 3, static_cast<int>(wait.count())) < 0 && errno != EINTR) break;
    if (fds[0].revents != 0) out.Forward();
    if (fds[1].revents != 0) err.Forward();
    if (fds[2].revents != 0) break;
  }
}

}  // namespace assay::sandbox
