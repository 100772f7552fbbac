#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "common/files.h"
#include "tests/hostile/props.h"

namespace assay::hostile {
namespace {

constexpr const char* kFiles[] = {"/tmp/assay-hostile-secret", "/run/assay-hostile-secret"};
constexpr uint16_t kPort = 40404;

Result<UniqueFd> Listen(const sockaddr* address, socklen_t size, const std::string& what) {
  UniqueFd fd(::socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd.valid()) return ErrnoStatus("listener " + what + ": socket", errno);
  const int on = 1;
  if (address->sa_family == AF_INET6)
    ::setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  if (::bind(fd.get(), address, size) != 0)
    return ErrnoStatus("listener " + what + ": bind", errno);
  if (::listen(fd.get(), 16) != 0) return ErrnoStatus("listener " + what + ": listen", errno);
  return fd;
}

Result<UniqueFd> ListenUnix(const std::string& name) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, name.data(), name.size());
  if (name[0] == '@') address.sun_path[0] = '\0';
  return Listen(reinterpret_cast<sockaddr*>(&address),
                static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size()), name);
}

}  // namespace

std::string NewSecret() {
  unsigned char bytes[8] = {};
  std::ignore = ::getrandom(bytes, sizeof bytes, 0);
  std::string text = kSecretPrefix;
  constexpr char kDigits[] = "0123456789abcdef";
  for (const unsigned char byte : bytes) {
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 15U];
  }
  return text;
}

Result<std::unique_ptr<Props>> Props::Make() {
  std::unique_ptr<Props> props(new Props());
  props->secret_ = NewSecret();
  for (const char* file : kFiles) {
    ASSAY_RETURN_IF_ERROR(WriteFileAtomically(file, props->secret_ + "\n", 0644));
  }
  // Not a program's to see: what the caller gives is the whole environment.
  ::setenv("ASSAY_HOSTILE_SECRET", props->secret_.c_str(), 1);
  sockaddr_in four{};
  four.sin_family = AF_INET;
  four.sin_port = htons(kPort);
  four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSAY_ASSIGN_OR_RETURN(UniqueFd tcp,
                         Listen(reinterpret_cast<sockaddr*>(&four), sizeof four, "127.0.0.1"));
  sockaddr_in6 six{};
  six.sin6_family = AF_INET6;
  six.sin6_port = htons(kPort);
  six.sin6_addr = in6addr_loopback;
  auto tcp6 = Listen(reinterpret_cast<sockaddr*>(&six), sizeof six, "::1");
  props->listeners_.push_back(std::move(tcp));
  props->names_.emplace_back("127.0.0.1:40404");
  if (tcp6.ok()) {  // a host without IPv6 has nothing to reach there
    props->listeners_.push_back(std::move(*tcp6));
    props->names_.emplace_back("[::1]:40404");
  }
  for (const char* name :
       {"@assay-hostile-host", "/tmp/assay-hostile.sock", "/run/assay-hostile.sock"}) {
    ASSAY_ASSIGN_OR_RETURN(UniqueFd fd, ListenUnix(name));
    props->listeners_.push_back(std::move(fd));
    props->names_.emplace_back(name);
  }
  return props;
}

Props::~Props() {
  for (const char* path :
       {kFiles[0], kFiles[1], "/tmp/assay-hostile.sock", "/run/assay-hostile.sock"}) {
    ::unlink(path);
  }
  ::unsetenv("ASSAY_HOSTILE_SECRET");
}

std::vector<std::string> Props::Damage() const {
  std::vector<std::string> damage;
  for (const char* file : kFiles) {
    const auto text = ReadFile(file, 4096);
    if (!text.ok() || *text != secret_ + "\n") damage.push_back(std::string(file) + " was changed");
  }
  if (std::filesystem::exists("/tmp/planted"))
    damage.emplace_back("a put file landed in the host's /tmp");
  for (size_t i = 0; i < listeners_.size(); ++i) {
    pollfd p{listeners_[i].get(), POLLIN, 0};
    if (::poll(&p, 1, 0) > 0) damage.push_back("somebody connected to " + names_[i]);
  }
  return damage;
}

}  // namespace assay::hostile
