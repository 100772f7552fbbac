#include "supervisor/config.h"

#include <gtest/gtest.h>

namespace assay::supervisor {
namespace {

TEST(Config, WhatIsWrittenIsReadAgain) {
  Config config;
  config.address = "0.0.0.0";
  config.port = 443;
  config.names = {"judge.example.org", "10.0.0.7"};
  config.certificate = "/etc/assay/tls.crt";
  config.key = "/etc/assay/tls.key";
  config.workers = 7;
  config.user = "grader";
  config.outgoing_networks = {"127.0.0.0/8", "fd00::/8"};
  config.git_networks = {"10.9.0.0/16"};
  config.mail_host = "mail.example.org";
  config.mail_port = 2525;
  config.mail_user = "assay";
  config.mail_password_file = "/etc/assay/mail.password";
  config.mail_from = "\"Assay\" <assay@example.org>";
  config.mail_language = "de";
  config.mail_digest_hour = 17;
  config.redis_memory_mb = 12;
  config.shared_buffers_mb = 34;
  config.log_mb = 5;
  config.logs_kept = 6;
  const auto read = ParseConfig(FormatConfig(config), "assay.toml");
  ASSERT_TRUE(read.ok()) << read.status().ToString();
  EXPECT_EQ(FormatConfig(*read), FormatConfig(config));
  EXPECT_EQ(read->names, config.names);
  EXPECT_EQ(read->outgoing_networks, config.outgoing_networks);
  EXPECT_EQ(read->git_networks, config.git_networks);
  EXPECT_EQ(read->key, config.key);
  EXPECT_EQ(read->mail_from, config.mail_from);
  EXPECT_EQ(read->mail_password_file, config.mail_password_file);
  EXPECT_EQ(read->mail_digest_hour, 17);
  EXPECT_EQ(read->logs_kept, 6U);
}

TEST(Config, DefaultsStandWhereNothingIsSaid) {
  const auto read = ParseConfig("", "assay.toml");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->port, 8443);
  EXPECT_EQ(read->workers, 2U);
  EXPECT_TRUE(ParseConfig(FormatConfig(Config{}), "assay.toml").ok());
}

struct Wrong {
  const char* text;
  const char* message;  // a part of it
};

TEST(Config, EveryMistakeIsNamedWithItsLine) {
  const Wrong wrongs[] = {
      {"[public]\nprot = 1\n", "assay.toml:2: unknown key \"public.prot\""},
      {"\n[pubic]\nport = 1\n", "assay.toml:3: unknown key \"pubic.port\""},
      {"port = 1\n", "assay.toml:1: unknown key \"port\""},
      {"[public]\nport = 70000\n", "assay.toml:2: public.port: expected a number from 1 to 65535"},
      {"[public]\nport = \"1\"\n", "assay.toml:2: public.port: expected a number"},
      {"[public]\nport = 1.5\n", "assay.toml:2: public.port: expected a number"},
      {"[public]\n\naddress = \"\"\n", "assay.toml:3: public.address: expected a text"},
      {"[public]\nnames = [1]\n", "assay.toml:2: public.names: expected a list of names"},
      {"[outgoing]\nallow = \"10.0.0.0/8\"\n",
       "assay.toml:2: outgoing.allow: expected a list of networks"},
      {"[public]\ncertificate = \"tls.crt\"\n",
       "assay.toml:2: public.certificate: expected an abs"},
      {"[public]\ncertificate = \"/tls.crt\"\n", "assay.toml: public.certificate and public.key"},
      {"[mail]\nsecurity = \"ssl\"\n",
       "assay.toml:2: mail.security: expected one of \"starttls\", \"tls\", \"none\""},
      {"[mail]\nhost = \"m\"\n", "assay.toml: mail.host needs mail.from"},
      {"[mail]\nfrom = \"m@x\"\n", "assay.toml: mail.from needs mail.host"},
      {"[public]\nport = 1\nport = 2\n", "assay.toml:3: "},
      {"[workers\n", "assay.toml:1: "},
      {"[workers.inner]\ncount = 1\n", "assay.toml:1: unknown key \"workers.inner\""},
  };
  for (const Wrong& wrong : wrongs) {
    const Status status = ParseConfig(wrong.text, "assay.toml").status();
    EXPECT_EQ(status.code(), StatusCode::kInvalidArgument) << wrong.text;
    EXPECT_TRUE(status.message().starts_with(wrong.message)) << wrong.text << "\n"
                                                             << status.message();
  }
}

}  // namespace
}  // namespace assay::supervisor
