#include "sandbox/native/protocol.h"

#include <cerrno>
#include <cstring>

#include "sandbox/native/descriptor_message.h"

namespace assay::sandbox::native {

Status Send(int socket, const Message& message, std::string_view strings,
            const std::vector<int>& fds) {
  if (strings.size() > kMaxStringsBytes || fds.size() > kMaxPassedFds) {
    return InvalidArgument("arguments and environment of a run may have " +
                           std::to_string(kMaxStringsBytes) + " bytes, these have " +
                           std::to_string(strings.size()));
  }
  // Iovec wants pointers to non-const; sending does not write through them.
  const iovec parts[2] = {{const_cast<Message*>(&message), sizeof message},
                          {const_cast<char*>(strings.data()), strings.size()}};
  if (!SendMessage(socket, parts, 2, fds.data(), fds.size()))
    return ErrnoStatus("sandbox helper", errno);
  return OkStatus();
}

Result<Received> Receive(int socket) {
  Received received;
  received.strings.resize(kMaxStringsBytes);
  const iovec parts[2] = {{&received.message, sizeof received.message},
                          {received.strings.data(), received.strings.size()}};
  Passed passed;
  const ssize_t n = ReceiveMessage(socket, parts, 2, &passed);
  if (n < 0) return ErrnoStatus("sandbox helper", errno);
  for (size_t i = 0; i < passed.count; ++i) received.fds.emplace_back(passed.fds[i]);
  if (n == 0) return Unavailable("sandbox helper: it ended");
  if (static_cast<size_t>(n) < sizeof received.message) {
    return Internal("sandbox helper: message of " + std::to_string(n) + " bytes");
  }
  received.strings.resize(static_cast<size_t>(n) - sizeof received.message);
  return received;
}

Result<std::vector<std::string>> SplitStrings(std::string_view strings, size_t count) {
  std::vector<std::string> parts;
  while (parts.size() < count) {
    const size_t end = strings.find('\0');
    if (end == std::string_view::npos) return Internal("sandbox helper: strings are missing");
    parts.emplace_back(strings.substr(0, end));
    strings.remove_prefix(end + 1);
  }
  return parts;
}

}  // namespace assay::sandbox::native
