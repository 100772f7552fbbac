#include "common/http/proxy_header.h"

#include <gtest/gtest.h>

namespace assay::http {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;
using State = ProxyHeader::State;

constexpr auto kSignature = "\r\n\r\n\0\r\nQUIT\n"sv;
// From 192.0.2.7 port 50000 to 10.0.0.1 port 8443.
constexpr auto kTcp4 = "\x21\x11\0\x0c\xc0\0\x02\x07\x0a\0\0\x01\xc3\x50\x20\xfb"sv;

std::string Header(std::string_view rest) { return std::string(kSignature).append(rest); }

TEST(ProxyHeader, SaysWhoseTheConnectionIs) {
  const std::string bytes = Header(kTcp4) + "GET / HTTP/1.1\r\n";
  const ProxyHeader header = ReadProxyHeader(bytes);
  EXPECT_EQ(header.state, State::kDone);
  EXPECT_EQ(header.address, "192.0.2.7");
  EXPECT_EQ(bytes.substr(header.size), "GET / HTTP/1.1\r\n");
}

TEST(ProxyHeader, KnowsIpv6AndSkipsWhatFollowsTheAddresses) {
  std::string block = "\x20\x01\x0d\xb8"s + std::string(11, '\0') + "\x09";
  block += std::string(16, '\1') + "\xc3\x50\x20\xfb" + "\x04\0\x02xy"s;
  std::string bytes = Header("\x21\x21\0"sv);
  bytes += static_cast<char>(block.size());
  const ProxyHeader header = ReadProxyHeader(bytes + block);
  EXPECT_EQ(header.state, State::kDone);
  EXPECT_EQ(header.address, "2001:db8::9");
  EXPECT_EQ(header.size, bytes.size() + block.size());
}

TEST(ProxyHeader, OfTheProxyItselfHasNoAddress) {
  const ProxyHeader header = ReadProxyHeader(Header("\x20\0\0\0"sv));
  EXPECT_EQ(header.state, State::kDone);
  EXPECT_EQ(header.address, "");
  EXPECT_EQ(header.size, 16U);
}

TEST(ProxyHeader, WaitsForTheRestOfIt) {
  const std::string whole = Header(kTcp4);
  for (size_t size = 0; size < whole.size(); ++size)
    EXPECT_EQ(ReadProxyHeader(whole.substr(0, size)).state, State::kNeedMore) << size;
}

TEST(ProxyHeader, LetsEverythingElsePass) {
  for (const auto text : {"GET / HTTP/1.1\r\n"sv, "\r\nGET"sv, "\r\n\r\nx"sv, "PROXY TCP4 "sv})
    EXPECT_EQ(ReadProxyHeader(text).state, State::kNone) << text;
}

TEST(ProxyHeader, RefusesWhatItCannotUse) {
  const auto refused = {"\x11\x11\0\x0c"sv,  // version 1
                        "\x22\x11\0\x0c"sv,  // no such command
                        "\x21\x11\x10\0"sv,  // 4 KiB
                        "\x21\x11\0\x04"
                        "abcd"sv,  // too short for two addresses
                        "\x21\x31\0\x04"
                        "abcd"sv,         // of a unix socket
                        "\x21\0\0\0"sv};  // of nobody
  for (const auto rest : refused)
    EXPECT_EQ(ReadProxyHeader(Header(std::string(rest) + std::string(12, '\0'))).state,
              State::kBad);
}

}  // namespace
}  // namespace assay::http
