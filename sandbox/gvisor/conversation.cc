#include "sandbox/gvisor/conversation.h"

#include <algorithm>
#include <cstring>

namespace assay::sandbox::gvisor {
namespace {

using agent::FrameType;

constexpr size_t kMaxRefused = 1001;  // the agent names a thousand and says that there are more
constexpr size_t kBuffer = 2 * agent::kMaxFrame;

// Names of files and texts of errors are a student's bytes: control characters would reach a
// terminal or a log.
std::string Printable(std::string_view text) {
  std::string out(text.substr(0, 256));
  std::replace_if(
      out.begin(), out.end(), [](char c) { return c < ' ' || c == 0x7f; }, '?');
  return out;
}

}  // namespace

Conversation::Conversation() : storage_(new char[kBuffer]), in_(storage_.get(), kBuffer) {}

void Conversation::BeginRun() {
  expect_ = Expect::kRun;
  stdin_out_ = 0;
}

void Conversation::BeginCollect(const CollectLimits& limits) {
  expect_ = Expect::kCollect;
  limits_ = limits;
  collected_ = {};
  collected_bytes_ = file_left_ = 0;
}

Status Conversation::Broken(std::string_view why) {
  broken_ = true;
  return DataLoss("gvisor: the agent broke the protocol: " + std::string(why));
}

Result<bool> Conversation::Next(Event* event) {
  if (broken_) return Broken("it did so before");
  agent::Frame frame;
  switch (in_.Pop(&frame)) {
    case agent::FrameBuffer::Next::kMore:
      return false;
    case agent::FrameBuffer::Next::kBad:
      return Broken("a frame that is none");
    case agent::FrameBuffer::Next::kFrame:
      break;
  }
  if (frame.type == FrameType::kZygoteReady) {
    agent::ZygoteReady ready;
    if (!zygote_pending_ || !agent::ZygoteReady::Decode(frame.payload, &ready)) {
      return Broken("a zygote that nobody asked for");
    }
    zygote_pending_ = false;  // an error is no harm: runs are started, as ever
    return Next(event);
  }
  *event = Event();
  event->type = frame.type;
  return Accept(frame, event);
}

Result<bool> Conversation::Accept(const agent::Frame& frame, Event* event) {
  if (frame.type == FrameType::kError) {
    agent::Error error;
    if (!agent::Error::Decode(frame.payload, &error)) return Broken("an error that is none");
    Status status = ErrnoStatus("gvisor: " + Printable(error.text), static_cast<int>(error.error));
    if (expect_ != Expect::kPut || error.error == 0) {
      broken_ = true;
      return Internal(status.message());
    }
    expect_ = Expect::kNothing;
    return status;
  }
  switch (expect_) {
    case Expect::kHello: {
      agent::Hello hello;
      if (frame.type != FrameType::kHello || !agent::Hello::Decode(frame.payload, &hello)) {
        return Broken("no hello");
      }
      if (hello.version != agent::kVersion) {
        return Broken("version " + std::to_string(hello.version) + ", not " +
                      std::to_string(agent::kVersion) +
                      "; install agent and worker of one release");
      }
      expect_ = Expect::kNothing;
      return true;
    }
    case Expect::kReady:
    case Expect::kPut:
      if (frame.type != (expect_ == Expect::kReady ? FrameType::kReady : FrameType::kPutDone) ||
          !frame.payload.empty()) {
        return Broken("an answer to something else");
      }
      expect_ = Expect::kNothing;
      return true;
    case Expect::kRun:
      return AcceptRun(frame, event);
    case Expect::kCollect:
      return AcceptCollect(frame, event);
    case Expect::kNothing:
      break;
  }
  return Broken("a frame that nobody asked for");
}

Result<bool> Conversation::AcceptRun(const agent::Frame& frame, Event* event) {
  switch (frame.type) {
    case FrameType::kStdout:
    case FrameType::kStderr:
      event->data = frame.payload;  // no bytes: the program has closed it
      return true;
    case FrameType::kCredit: {
      agent::Credit credit;
      if (!agent::Credit::Decode(frame.payload, &credit) || credit.bytes > stdin_out_) {
        return Broken("credit for bytes that it never got");
      }
      stdin_out_ -= credit.bytes;
      event->credit = credit.bytes;
      return true;
    }
    case FrameType::kExited:
      if (!agent::Exited::Decode(frame.payload, &event->exited))
        return Broken("an end that is none");
      expect_ = Expect::kNothing;
      return true;
    default:
      return Broken("a frame that does not belong to a run");
  }
}

Result<bool> Conversation::AcceptCollect(const agent::Frame& frame, Event*) {
  if (file_left_ > 0 && frame.type != FrameType::kFileData)
    return Broken("a file that stops early");
  switch (frame.type) {
    case FrameType::kFileBegin: {
      agent::FileBegin file;
      if (!agent::FileBegin::Decode(frame.payload, &file)) return Broken("a file that is none");
      if (collected_.files.size() >= limits_.max_files || file.size > limits_.max_file_bytes ||
          file.size > limits_.max_total_bytes - collected_bytes_) {
        return Broken("more or larger files than were asked for");
      }
      // Memory is taken as the bytes come: an announced size alone costs nothing.
      collected_.files.push_back({std::string(file.path), {}, file.mode});
      collected_bytes_ += file.size;
      file_left_ = file.size;
      return true;
    }
    case FrameType::kFileData:
      if (frame.payload.empty() || frame.payload.size() > file_left_)
        return Broken("data of no file");
      collected_.files.back().data.append(frame.payload);
      file_left_ -= frame.payload.size();
      return true;
    case FrameType::kRefused: {
      agent::Refused refused;
      if (!agent::Refused::Decode(frame.payload, &refused) ||
          collected_.refused.size() >= kMaxRefused) {
        return Broken("a refusal that is none");
      }
      collected_.refused.push_back(Printable(refused.path) + ": " + Printable(refused.reason));
      return true;
    }
    case FrameType::kCollectDone:
      if (!frame.payload.empty()) return Broken("an end that is none");
      expect_ = Expect::kNothing;
      return true;
    default:
      return Broken("a frame that does not belong to collecting");
  }
}

}  // namespace assay::sandbox::gvisor
