#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "common/status.h"
#include "runtime-images/image_store.h"

namespace assay::runtime_images {

// Where Debian is fetched from. No host name stands in this tree: the machine's own apt knows it.
struct Mirrors {
  std::string main;
  std::string security;  // empty: the machine has none; packages come from main alone
};
Result<Mirrors> MirrorsOfThisMachine();

// A package as apt would install it now.
struct ResolvedPackage {
  Package package;
  std::string file;  // its name in the cache: "bash_5.2-1_amd64.deb"
};

// A private apt below the store, for the release that the images are built from. It answers what an
// image would hold without touching the machine's own package state. Not thread-safe.
class AptRoot {
 public:
  // `store` is the image store's root; makes apt/ and debs/ in it.
  static Result<AptRoot> Open(const std::filesystem::path& store, const Mirrors& mirrors);

  // Fetches the package lists, unless that was done less than `max_age_seconds` ago or by this
  // object. Where it cannot and older lists stand, it goes on with those and returns a warning;
  // else "".
  Result<std::string> Update(int64_t max_age_seconds);

  // The essential packages and `packages` with what they depend on, sorted by name.
  Result<std::vector<ResolvedPackage>> Resolve(const std::vector<std::string>& packages) const;

  // Downloads what debs/ does not hold yet. apt checks each against the signed lists; so do we, by
  // SHA-256.
  Status Download(const std::vector<std::string>& packages,
                  const std::vector<ResolvedPackage>& resolved) const;

  std::filesystem::path lists() const { return root_ / "var/lib/apt/lists"; }
  std::filesystem::path debs() const { return debs_; }
  // Lines for sources.list, as mmdebstrap takes them.
  std::vector<std::string> SourceLines() const;

 private:
  AptRoot(std::filesystem::path root, std::filesystem::path debs, Mirrors mirrors)
      : root_(std::move(root)), debs_(std::move(debs)), mirrors_(std::move(mirrors)) {}
  std::vector<std::string> Apt(std::vector<std::string> words) const;
  Result<std::vector<ResolvedPackage>> Ask(const std::vector<std::string>& packages) const;
  Result<std::vector<std::string>> Wanted(const std::vector<std::string>& packages) const;

  std::filesystem::path root_;
  std::filesystem::path debs_;
  Mirrors mirrors_;
  bool updated_ = false;
};

// The release and the keyring that signs it.
inline constexpr const char* kSuite = "trixie";
inline constexpr const char* kKeyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

// Reads the lines of `apt-get --print-uris`: 'URI' file size SHA256:…
Result<std::vector<ResolvedPackage>> ParsePrintUris(const std::string& output);

}  // namespace assay::runtime_images
