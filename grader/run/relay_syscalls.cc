#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "common/sigpipe.h"
#include "grader/run/relay.h"

namespace assay::grader {
namespace {

constexpr size_t kChunk = size_t{64} * 1024;

void SetNonBlocking(int fd) { ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK); }

// One direction: what was read and not yet taken.
class Lane {
 public:
  Lane(UniqueFd from, UniqueFd to, Transcript::From who, Transcript& transcript)
      : from_(std::move(from)), to_(std::move(to)), who_(who), transcript_(transcript) {
    SetNonBlocking(from_.get());
    SetNonBlocking(to_.get());
  }
  bool ended() const { return !from_.valid() && rest().empty(); }
  // A reader that is slow holds the writer up.
  pollfd ReadPoll() const {
    return {from_.valid() && rest().empty() ? from_.get() : -1, POLLIN, 0};
  }
  pollfd WritePoll() const { return {rest().empty() ? -1 : to_.get(), POLLOUT, 0}; }

  void Read() {
    const ssize_t count = ::read(from_.get(), buffer_.data(), buffer_.size());
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) return;
    begin_ = 0;
    end_ = count > 0 ? static_cast<size_t>(count) : 0;
    if (count <= 0) {
      from_.reset();
      to_.reset();
      return;
    }
    transcript_.Add(who_, rest());
    Write();
  }

  void Write() {
    if (!to_.valid()) {  // nobody is there any more
      begin_ = end_;
      return;
    }
    const ssize_t count = ::write(to_.get(), buffer_.data() + begin_, end_ - begin_);
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) return;
    if (count < 0) {
      to_.reset();
      begin_ = end_;
      return;
    }
    begin_ += static_cast<size_t>(count);
    if (rest().empty() && !from_.valid()) to_.reset();
  }

 private:
  std::string_view rest() const { return {buffer_.data() + begin_, end_ - begin_}; }

  UniqueFd from_, to_;
  Transcript::From who_;
  Transcript& transcript_;
  std::array<char, kChunk> buffer_{};
  size_t begin_ = 0, end_ = 0;
};

}  // namespace

Status Relay::Run() {
  const SigpipeGuard no_sigpipe;
  Lane out(std::move(ends_.from_submission), std::move(ends_.to_interactor),
           Transcript::From::kSubmission, transcript_);
  Lane in(std::move(ends_.from_interactor), std::move(ends_.to_submission),
          Transcript::From::kInteractor, transcript_);
  while (!out.ended() || !in.ended()) {
    std::array<pollfd, 4> fds = {out.ReadPoll(), out.WritePoll(), in.ReadPoll(), in.WritePoll()};
    if (::poll(fds.data(), fds.size(), -1) < 0 && errno != EINTR) return ErrnoStatus("poll", errno);
    if (fds[0].revents != 0) out.Read();
    if (fds[1].revents != 0) out.Write();
    if (fds[2].revents != 0) in.Read();
    if (fds[3].revents != 0) in.Write();
  }
  return OkStatus();
}

void Transcript::Add(From from, std::string_view bytes) {
  for (size_t at = 0; at < bytes.size();) {
    if (text_.size() >= max_bytes_) {
      left_out_ += bytes.size() - at;
      return;
    }
    if (line_open_ && from != last_) {
      text_ += '\n';
      line_open_ = false;
    }
    if (!line_open_) text_ += from == From::kSubmission ? "> " : "< ";
    const size_t end = std::min(bytes.find('\n', at), bytes.size());
    const std::string_view line = bytes.substr(at, end - at);
    const std::string_view kept = line.substr(0, max_bytes_ - std::min(max_bytes_, text_.size()));
    text_ += kept;
    left_out_ += line.size() - kept.size();
    line_open_ = end == bytes.size();
    if (!line_open_) text_ += '\n';
    last_ = from;
    at = end + 1;
  }
}

std::string Transcript::Take() {
  if (line_open_) text_ += '\n';
  if (left_out_ > 0) text_ += "… " + std::to_string(left_out_) + " more bytes\n";
  return std::move(text_);
}

}  // namespace assay::grader
