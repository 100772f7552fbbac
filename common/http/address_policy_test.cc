#include "common/http/address_policy.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

namespace assay::http {
namespace {

TEST(Network, Parses) {
  for (const char* good : {"10.0.0.0/8", "192.0.2.1", "0.0.0.0/0", "::/0", "fd00::/8", "::1",
                           "::ffff:10.0.0.0/104", "192.0.2.128/25"})
    EXPECT_TRUE(Network::Parse(good).ok()) << good;
  for (const char* bad :
       {"", "10.0.0.0/33", "10.0.0.1/8", "10.0.0/8", "10.0.0.0/", "10.0.0.0/8 ", "/8", "::/129",
        "fd00::1/8", "host", "10.0.0.0/-1", "010.0.0.0/8", "0x7f.1"})
    EXPECT_EQ(Network::Parse(bad).status().code(), StatusCode::kInvalidArgument) << bad;
}

TEST(AddressPolicy, PublicAddressesPass) {
  const AddressPolicy policy = *AddressPolicy::Public();
  for (const char* address : {"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255",
                              "100.128.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255",
                              "223.255.255.255", "::ffff:8.8.8.8", "2606:4700::1111", "2a00::1"})
    EXPECT_TRUE(policy.Check(address).ok()) << policy.Check(address).ToString();
}

TEST(AddressPolicy, AllOthersDoNot) {
  const AddressPolicy policy = *AddressPolicy::Public();
  for (const char* address : {"0.0.0.0",
                              "127.0.0.1",
                              "127.255.255.255",
                              "10.1.2.3",
                              "172.16.0.1",
                              "172.31.255.255",
                              "192.168.1.1",
                              "169.254.169.254",
                              "100.64.0.1",
                              "100.127.255.255",
                              "224.0.0.1",
                              "255.255.255.255",
                              "240.0.0.1",
                              "192.0.0.192",
                              "198.18.0.1",
                              "198.19.255.255",
                              "192.0.2.1",
                              "198.51.100.1",
                              "203.0.113.1",
                              "192.88.99.1",
                              "::",
                              "::1",
                              "::127.0.0.1",
                              "::ffff:127.0.0.1",
                              "::ffff:10.0.0.1",
                              "::ffff:a9fe:a9fe",
                              "fe80::1",
                              "fec0::1",
                              "fc00::1",
                              "fd00:ec2::254",
                              "ff02::1",
                              "64:ff9b::7f00:1",
                              "64:ff9b:1::1",
                              "2002:7f00:1::",
                              "2001::1",
                              "2001:db8::1",
                              "3fff::1",
                              "4000::1",
                              "100::1",
                              "::2"}) {
    const Status status = policy.Check(address);
    EXPECT_EQ(status.code(), StatusCode::kPermissionDenied) << address;
  }
  EXPECT_EQ(policy.Check("169.254.169.254").message(),
            "address 169.254.169.254 is not of the public Internet (link-local)");
  EXPECT_EQ(policy.Check("localhost").code(), StatusCode::kInvalidArgument);
}

TEST(AddressPolicy, AllowedNetworksPassInBothSpellings) {
  const std::vector<std::string> allowed = {"10.1.0.0/16", "fd12::/16", "127.0.0.1"};
  const AddressPolicy policy = *AddressPolicy::Public(allowed);
  for (const char* good : {"10.1.2.3", "::ffff:10.1.2.3", "fd12::9", "127.0.0.1", "1.1.1.1"})
    EXPECT_TRUE(policy.Check(good).ok()) << good;
  for (const char* bad : {"10.2.0.1", "127.0.0.2", "fd13::1", "::1"})
    EXPECT_FALSE(policy.Check(bad).ok()) << bad;
  const std::vector<std::string> odd = {"10.1.0.0/16", "intranet"};
  EXPECT_EQ(AddressPolicy::Public(odd).status().code(), StatusCode::kInvalidArgument);
}

TEST(AddressPolicy, JudgesSocketAddresses) {
  const AddressPolicy policy = *AddressPolicy::Public();
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  ::inet_pton(AF_INET, "127.0.0.1", &v4.sin_addr);
  EXPECT_FALSE(policy.Check(reinterpret_cast<sockaddr*>(&v4), sizeof v4).ok());
  EXPECT_TRUE(AddressPolicy::Any().Check(reinterpret_cast<sockaddr*>(&v4), sizeof v4).ok());
  ::inet_pton(AF_INET, "9.9.9.9", &v4.sin_addr);
  EXPECT_TRUE(policy.Check(reinterpret_cast<sockaddr*>(&v4), sizeof v4).ok());
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  ::inet_pton(AF_INET6, "::ffff:127.0.0.1", &v6.sin6_addr);
  EXPECT_FALSE(policy.Check(reinterpret_cast<sockaddr*>(&v6), sizeof v6).ok());
  v6.sin6_family = AF_UNIX;
  EXPECT_FALSE(policy.Check(reinterpret_cast<sockaddr*>(&v6), sizeof v6).ok());
}

}  // namespace
}  // namespace assay::http
