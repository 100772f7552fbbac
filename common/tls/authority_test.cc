#include "common/tls/authority.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "common/files.h"
#include "common/tls/certificate.h"

namespace assay::tls {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

class AuthorityTest : public testing::Test {
 protected:
  void SetUp() override {
    auto folder = TempDir::Create("assay-tls-");
    ASSERT_TRUE(folder.ok()) << folder.status().ToString();
    folder_.emplace(std::move(*folder));
    auto made = CertificateAuthority::Create(path("pki"));
    ASSERT_TRUE(made.ok()) << made.status().ToString();
    authority_.emplace(std::move(*made));
  }

  std::filesystem::path path(const std::string& name) const { return folder_->path() / name; }

  Files Issue(const CertificateRequest& request, const std::string& name) {
    auto issued = authority_->Issue(request);
    EXPECT_TRUE(issued.ok()) << issued.status().ToString();
    if (issued.ok()) {
      const Status written = WriteCredentials(path(name), *issued);
      EXPECT_TRUE(written.ok()) << written.ToString();
    }
    return {path(name) / "tls.crt", path(name) / "tls.key", path(name) / "roots.crt"};
  }

  // The verdict of OpenSSL's own program, which shares no line with ours.
  int OpenSsl(const std::string& arguments) const {
    const std::string command = "openssl " + arguments + " >" + path("out").string() + " 2>&1";
    // The shell redirects; every word is the test's own.
    const int status = std::system(command.c_str());  // NOLINT(cert-env33-c)
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  std::string Output() const {
    auto text = ReadFile(path("out"));
    return text.ok() ? *text : text.status().ToString();
  }

  static unsigned ModeOf(const std::filesystem::path& file) {
    struct stat st {};
    return ::stat(file.c_str(), &st) == 0 ? st.st_mode & 07777U : 0;
  }

  std::optional<TempDir> folder_;
  std::optional<CertificateAuthority> authority_;
};

TEST_F(AuthorityTest, OpenSslVerifiesForBothUsesAndTheName) {
  CertificateRequest request{.identity = {"worker", "w1"}};
  request.dns_names = {"assay.example.org", "*.example.org"};
  request.addresses = {"192.0.2.7", "2001:db8::1"};
  const Files files = Issue(request, "w1");
  const std::string root = "-CAfile " + files.roots.string() + " -x509_strict ";
  for (const char* use : {"sslserver", "sslclient"}) {
    EXPECT_EQ(OpenSsl("verify " + root + "-purpose " + use + " " + files.certificate.string()), 0)
        << Output();
  }
  for (const char* name :
       {"-verify_hostname worker.assay.internal", "-verify_hostname assay.example.org",
        "-verify_hostname any.example.org", "-verify_ip 192.0.2.7", "-verify_ip 2001:db8::1"}) {
    EXPECT_EQ(OpenSsl("verify " + root + name + " " + files.certificate.string()), 0) << Output();
  }
  EXPECT_NE(OpenSsl("verify " + root + "-verify_hostname judge.assay.internal " +
                    files.certificate.string()),
            0);
  EXPECT_EQ(OpenSsl("x509 -noout -text -in " + files.certificate.string()), 0);
  EXPECT_NE(Output().find("URI:spiffe://assay/worker/w1"), std::string::npos) << Output();
  EXPECT_EQ(OpenSsl("x509 -noout -text -in " + files.roots.string()), 0);
  EXPECT_NE(Output().find("CA:TRUE, pathlen:0"), std::string::npos) << Output();
}

TEST_F(AuthorityTest, AnotherRootIsNotBelieved) {
  const Files files = Issue({.identity = {"judge", ""}}, "judge");
  auto other = CertificateAuthority::Create(path("other"));
  ASSERT_TRUE(other.ok()) << other.status().ToString();
  const auto wrong_roots = path("other") / "root.crt";
  EXPECT_NE(OpenSsl("verify -CAfile " + wrong_roots.string() + " " + files.certificate.string()),
            0);
  const Status checked = CheckFiles({files.certificate, files.key, wrong_roots});
  EXPECT_EQ(checked.code(), StatusCode::kFailedPrecondition) << checked.ToString();
  EXPECT_TRUE(CheckFiles(files).ok()) << CheckFiles(files).ToString();
}

TEST_F(AuthorityTest, SecretsAreReadableByTheirOwnerAlone) {
  const Files files = Issue({.identity = {"judge", ""}}, "judge");
  EXPECT_EQ(ModeOf(files.key), 0600U);
  EXPECT_EQ(ModeOf(path("pki") / "root.key"), 0600U);
  EXPECT_EQ(ModeOf(path("pki")), 0700U);
}

TEST_F(AuthorityTest, WhatACertificateSays) {
  CertificateRequest request{.identity = {"judge", ""}, .lifetime = hours(2)};
  request.addresses = {"127.0.0.1"};
  const auto before = std::chrono::system_clock::now();
  const Files files = Issue(request, "judge");
  const auto info = ReadCertificate(files.certificate);
  ASSERT_TRUE(info.ok()) << info.status().ToString();
  EXPECT_EQ(info->uris, std::vector<std::string>{"spiffe://assay/judge"});
  EXPECT_EQ(info->dns_names, std::vector<std::string>{"judge.assay.internal"});
  EXPECT_EQ(info->addresses, std::vector<std::string>{"127.0.0.1"});
  EXPECT_EQ(info->key_type, "EC P-256");
  EXPECT_FALSE(info->is_ca);
  EXPECT_EQ(info->serial.size(), 32U);
  EXPECT_LE(info->not_before, before - minutes(4));
  EXPECT_GE(info->not_after, before + hours(2) - seconds(1));
  EXPECT_LE(info->not_after, before + hours(2) + minutes(1));
  EXPECT_FALSE(NeedsRenewal(*info, before));
  EXPECT_FALSE(NeedsRenewal(*info, before + minutes(55)));
  EXPECT_TRUE(NeedsRenewal(*info, before + minutes(65)));
  EXPECT_TRUE(NeedsRenewal(*info, before + hours(3)));
  const auto root = ReadCertificate(files.roots);
  ASSERT_TRUE(root.ok()) << root.status().ToString();
  EXPECT_TRUE(root->is_ca);
  EXPECT_EQ(root->subject, info->issuer);
  const auto again = authority_->Issue(request);
  ASSERT_TRUE(again.ok());
  EXPECT_NE(DescribeCertificate(again->certificate, "again").value().serial, info->serial);
}

TEST_F(AuthorityTest, AnExpiredCertificateIsNamed) {
  CertificateRequest request{.identity = {"judge", ""}, .lifetime = minutes(1)};
  request.now = std::chrono::system_clock::now() - hours(1);
  const Status checked = CheckFiles(Issue(request, "judge"));
  EXPECT_EQ(checked.code(), StatusCode::kFailedPrecondition);
  EXPECT_NE(checked.message().find("expired"), std::string::npos) << checked.ToString();
}

TEST_F(AuthorityTest, NamesThatAreNotOnesOwnAreRefused) {
  CertificateRequest request{.identity = {"gateway", ""}};
  for (const char* name : {"judge.assay.internal", "*.assay.internal", "assay.internal", "", "a b",
                           "UPPER.org", "a..b", "-a", "*.", "x\ny", "*.*.org"}) {
    request.dns_names = {name};
    EXPECT_EQ(authority_->Issue(request).status().code(), StatusCode::kInvalidArgument) << name;
  }
  request.dns_names = {};
  for (const char* address : {"localhost", "1.2.3", "1.2.3.4/8", ""}) {
    request.addresses = {address};
    EXPECT_EQ(authority_->Issue(request).status().code(), StatusCode::kInvalidArgument) << address;
  }
  request.addresses = {};
  request.identity.instance = "a/b";
  EXPECT_EQ(authority_->Issue(request).status().code(), StatusCode::kInvalidArgument);
}

TEST_F(AuthorityTest, ARootIsMadeOnceAndOpenedAgain) {
  EXPECT_EQ(CertificateAuthority::Create(path("pki")).status().code(), StatusCode::kAlreadyExists);
  EXPECT_EQ(CertificateAuthority::Open(path("none")).status().code(), StatusCode::kNotFound);
  auto opened = CertificateAuthority::Open(path("pki"));
  ASSERT_TRUE(opened.ok()) << opened.status().ToString();
  EXPECT_EQ(opened->root_pem(), authority_->root_pem());
  ASSERT_TRUE(CertificateAuthority::Create(path("other")).ok());
  std::filesystem::copy_file(path("other") / "root.key", path("pki") / "root.key",
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_EQ(CertificateAuthority::Open(path("pki")).status().code(),
            StatusCode::kFailedPrecondition);
}

TEST_F(AuthorityTest, NoCertificateOutlivesTheRoot) {
  auto brief = CertificateAuthority::Create(path("brief"), hours(1));
  ASSERT_TRUE(brief.ok()) << brief.status().ToString();
  CertificateRequest request{.identity = {"judge", ""}, .lifetime = hours(24)};
  const auto issued = brief->Issue(request);
  ASSERT_TRUE(issued.ok()) << issued.status().ToString();
  EXPECT_LE(DescribeCertificate(issued->certificate, "issued")->not_after,
            request.now + hours(1) + seconds(1));
  request.now += hours(2);
  EXPECT_EQ(brief->Issue(request).status().code(), StatusCode::kFailedPrecondition);
}

TEST_F(AuthorityTest, ReplacingKeepsModesAndRefusesToLoseFiles) {
  const Files files = Issue({.identity = {"judge", ""}}, "judge");
  ASSERT_EQ(::chmod(path("judge").c_str(), 0750), 0);
  const auto old = ReadFile(files.certificate);
  Issue({.identity = {"judge", ""}}, "judge/");
  EXPECT_NE(ReadFile(files.certificate).value(), old.value());
  EXPECT_EQ(ModeOf(path("judge")), 0750U);
  std::ofstream(path("judge") / "notes") << "mine";
  const auto issued = authority_->Issue({.identity = {"judge", ""}});
  ASSERT_TRUE(issued.ok());
  EXPECT_EQ(WriteCredentials(path("judge"), *issued).code(), StatusCode::kFailedPrecondition);
  EXPECT_TRUE(std::filesystem::exists(path("judge") / "notes"));
  // Nothing is left beside it.
  int entries = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder_->path())) {
    entries += entry.path().filename().string().starts_with("judge") ? 1 : 0;
  }
  EXPECT_EQ(entries, 1);
}

TEST_F(AuthorityTest, RenewingKeepsWhatWasAskedFor) {
  CertificateRequest request{.identity = {"gateway", "g1"}, .lifetime = hours(10)};
  request.dns_names = {"assay.example.org"};
  request.addresses = {"192.0.2.7", "2001:db8::1"};
  const Files files = Issue(request, "g1");
  const auto old = ReadCertificate(files.certificate).value();
  const auto renew = [&](bool if_needed, hours later) {
    return authority_->Renew(path("g1"), if_needed, request.now + later);
  };
  EXPECT_FALSE(renew(true, hours(4)).value());
  EXPECT_EQ(ReadCertificate(files.certificate)->serial, old.serial);
  EXPECT_TRUE(renew(true, hours(6)).value());
  EXPECT_TRUE(renew(false, hours(0)).value());
  const auto renewed = ReadCertificate(files.certificate).value();
  EXPECT_NE(renewed.serial, old.serial);
  EXPECT_EQ(renewed.uris, old.uris);
  EXPECT_EQ(renewed.dns_names, old.dns_names);
  EXPECT_EQ(renewed.addresses, old.addresses);
  EXPECT_EQ(renewed.not_after - renewed.not_before, old.not_after - old.not_before);
  EXPECT_TRUE(CheckFiles(files).ok()) << CheckFiles(files).ToString();
  const auto other = CertificateAuthority::Create(path("other"));
  ASSERT_TRUE(other.ok());
  EXPECT_EQ(other->Renew(path("g1"), false).status().code(), StatusCode::kFailedPrecondition);
}

TEST_F(AuthorityTest, AReaderThatHoldsTheFolderNeverSeesAMixedPair) {
  const Files files = Issue({.identity = {"judge", ""}}, "judge");
  std::atomic<bool> stop{false};
  std::atomic<int> read{0};
  std::thread reader([&] {
    while (!stop) {
      // What an open folder gives is one generation, or is gone; it is never half of each.
      const UniqueFd folder(::open(path("judge").c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
      ASSERT_TRUE(folder.valid());
      const std::filesystem::path held = "/proc/self/fd/" + std::to_string(folder.get());
      const Status status = CheckFiles({held / "tls.crt", held / "tls.key", held / "roots.crt"});
      EXPECT_TRUE(status.ok() || status.code() == StatusCode::kNotFound) << status.ToString();
      if (status.ok()) ++read;
    }
  });
  for (int i = 0; i < 50; ++i) Issue({.identity = {"judge", ""}}, "judge");
  const auto deadline = std::chrono::steady_clock::now() + seconds(20);
  while (read == 0 && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
  stop = true;
  reader.join();
  EXPECT_GT(read, 0);
}

TEST(CertificateFiles, SayWhatIsWrong) {
  auto folder = TempDir::Create("assay-tls-");
  ASSERT_TRUE(folder.ok());
  const auto file = folder->path() / "x.pem";
  std::ofstream(file) << "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
  const auto info = ReadCertificate(file);
  EXPECT_EQ(info.status().code(), StatusCode::kInvalidArgument);
  EXPECT_NE(info.status().message().find(file.string()), std::string::npos);
  EXPECT_EQ(ReadCertificate(folder->path() / "none").status().code(), StatusCode::kNotFound);
}

}  // namespace
}  // namespace assay::tls
