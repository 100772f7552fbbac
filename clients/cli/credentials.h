#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "common/status.h"

namespace assay::client {

// Tokens of the servers that somebody signed in to, in one file that nobody else can read:
// $XDG_CONFIG_HOME/assay/credentials.json, else ~/.config/assay/credentials.json.
//
//   {"version": 1, "server": "https://judge.example.org",
//    "servers": {"https://judge.example.org": {"token": "assay_…", "name": "Ada", "cacert": "/…"}}}
struct SignedIn {
  std::string token;
  std::string name;              // whose it is, as the server said
  std::filesystem::path cacert;  // empty: the system's authorities
};
struct Credentials {
  std::string server;  // the one that is meant where none is named; empty: none
  std::map<std::string, SignedIn, std::less<>> servers;
};

std::filesystem::path CredentialsFile();

// None where there is no file. kPermissionDenied: others than this user can read or write it, or it
// is another user's; says how to close it. kInvalidArgument: it is damaged.
Result<Credentials> ReadCredentials(const std::filesystem::path& file);
// 0600, by a rename; makes the folder (0700).
Status WriteCredentials(const std::filesystem::path& file, const Credentials& credentials);

// From a file's text, which is not trusted.
Result<Credentials> ParseCredentials(std::string_view text);
std::string FormatCredentials(const Credentials& credentials);

// A token in a file of its own: one line. The same about who can read it.
Result<std::string> ReadTokenFile(const std::filesystem::path& file);

}  // namespace assay::client
