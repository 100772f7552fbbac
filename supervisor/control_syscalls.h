#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "common/status.h"
#include "common/unique_fd.h"

// Unix sockets of the control line.
namespace assay::supervisor {

// Mode 0600 from its first moment; replaces what is there.
Result<UniqueFd> ListenOn(const std::filesystem::path& path);
// kUnavailable: nobody listens.
Result<UniqueFd> ConnectTo(const std::filesystem::path& path);
// A connection that waits; kUnavailable where there is none (any more).
Result<UniqueFd> AcceptFrom(int socket);
// The effective user of the peer.
Result<uid_t> PeerUser(int fd);

// One line without its end; kResourceExhausted past `max_bytes`, kUnavailable at the end of the
// stream.
Result<std::string> ReadLine(int fd, size_t max_bytes, std::chrono::milliseconds timeout);
// Lines until the stream ends; kDeadlineExceeded when nothing comes for so long.
Status ReadLines(int fd, std::chrono::milliseconds idle_timeout,
                 const std::function<void(std::string_view line)>& each);
// All of it, with MSG_NOSIGNAL; a peer that does not read for five seconds is kUnavailable.
Status SendAll(int fd, std::string_view data);

}  // namespace assay::supervisor
