#include "judge/git/addresses.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>

#include <array>
#include <memory>

namespace assay::judge {
namespace {

std::string TextOf(const sockaddr* address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address->sa_family == AF_INET6) {
    const auto* v6 = reinterpret_cast<const sockaddr_in6*>(address);
    if (inet_ntop(AF_INET6, &v6->sin6_addr, text.data(), text.size()) == nullptr) return "";
    return "[" + std::string(text.data()) + "]";
  }
  const auto* v4 = reinterpret_cast<const sockaddr_in*>(address);
  if (inet_ntop(AF_INET, &v4->sin_addr, text.data(), text.size()) == nullptr) return "";
  return text.data();
}

}  // namespace

Result<GitAddresses> ResolveServer(const http::HttpUrl& url, const http::AddressPolicy& policy) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  const int error = ::getaddrinfo(url.host.c_str(), nullptr, &hints, &list);
  if (error != 0) {
    return InvalidArgument("url: \"" + url.host + "\" is not known (" + ::gai_strerror(error) +
                           ")");
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(list, &::freeaddrinfo);
  ASSAY_ASSIGN_OR_RETURN(const http::AddressPolicy strict, http::AddressPolicy::Public());
  GitAddresses found;
  found.all_named = true;
  bool refused = false;
  for (const addrinfo* each = list; each != nullptr; each = each->ai_next) {
    if (each->ai_family != AF_INET && each->ai_family != AF_INET6) continue;
    if (!policy.Check(each->ai_addr, each->ai_addrlen).ok()) {
      refused = true;
      continue;
    }
    // Beyond what anybody may reach it is an address that the operator named.
    found.all_named = found.all_named && !strict.Check(each->ai_addr, each->ai_addrlen).ok();
    found.addresses += (found.addresses.empty() ? "" : ",") + TextOf(each->ai_addr);
  }
  if (found.addresses.empty()) {
    // What the address is, an author need not know.
    return InvalidArgument(
        "url: \"" + url.host + "\" " +
        (refused ? "is not on the public Internet, and not allowed here" : "has no address"));
  }
  return found;
}

}  // namespace assay::judge
