#include "common/service/options.h"

#include <gmock/gmock.h>

#include <CLI/CLI.hpp>

#include "common/files.h"

namespace assay::service {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class OptionsTest : public testing::Test {
 protected:
  struct Outcome {
    ParsedOptions parsed;
    std::string out, err, listen;
    int port = 0;
    bool verbose = false;
    std::vector<std::string> allowed;
  };

  // `environment`: NAME=VALUE, for this call.
  Outcome Parse(std::vector<const char*> args, std::vector<std::string> environment = {}) {
    Outcome seen;
    seen.listen = "127.0.0.1:1";
    seen.port = 5432;
    seen.allowed = {"a", "b"};
    args.insert(args.begin(), "assay-test");
    environment.emplace_back("ASSAY_OTHER_LISTEN=not-ours");
    for (std::string& entry : environment) {
      const size_t equals = entry.find('=');
      ::setenv(entry.substr(0, equals).c_str(), entry.c_str() + equals + 1, 1);
      entry.resize(equals);
    }
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    seen.parsed = ParseOptions(
        "assay-test", "A test", "1.2.3",
        [&](CLI::App& app) {
          app.add_option("--listen", seen.listen, "where it serves");
          app.add_option("--database-port", seen.port, "of the database");
          app.add_flag("--verbose", seen.verbose, "says more");
          app.add_option("--allow", seen.allowed, "who may");
        },
        static_cast<int>(args.size()), args.data());
    for (const std::string& variable : environment) ::unsetenv(variable.c_str());
    seen.out = testing::internal::GetCapturedStdout();
    seen.err = testing::internal::GetCapturedStderr();
    return seen;
  }

  const char* Config(std::string_view text) {
    file_ = (dir_.value().path() / "t.toml").string();
    EXPECT_TRUE(WriteFileAtomically(file_, text).ok());
    return file_.c_str();
  }

  Result<TempDir> dir_ = TempDir::Create();
  std::string file_;
};

TEST_F(OptionsTest, FlagsThenEnvironmentThenFileThenDefaults) {
  const char* file = Config(
      "listen = \"file:1\"\ndatabase-port = 1\nverbose = true\n"
      "log-level = \"debug\"\nallow = [\"x\", \"y,z#\"]\n");
  const auto defaults = Parse({});
  EXPECT_FALSE(defaults.parsed.exit_code.has_value()) << defaults.err;
  EXPECT_EQ(defaults.listen, "127.0.0.1:1");
  const auto from_file = Parse({"--config", file});
  EXPECT_EQ(from_file.listen, "file:1") << from_file.err;
  EXPECT_EQ(from_file.port, 1);
  EXPECT_TRUE(from_file.verbose);
  EXPECT_EQ(from_file.parsed.common.log_level, "debug");
  EXPECT_THAT(from_file.allowed, ElementsAre("x", "y,z#"));
  const auto environment = Parse({"--config", file}, {"ASSAY_TEST_LISTEN=env:1"});
  EXPECT_EQ(environment.listen, "env:1") << environment.err;
  EXPECT_EQ(environment.port, 1);
  const auto flags = Parse({"--config", file, "--listen", "flag:1"}, {"ASSAY_TEST_LISTEN=env:1"});
  EXPECT_EQ(flags.listen, "flag:1") << flags.err;
}

TEST_F(OptionsTest, TheFileItselfMayBeNamedByTheEnvironment) {
  const std::string variable = std::string("ASSAY_TEST_CONFIG=") + Config("database-port = 9");
  EXPECT_EQ(Parse({}, {variable}).port, 9);
  const auto missing = Parse({}, {"ASSAY_TEST_CONFIG=/nowhere/t.toml"});
  EXPECT_EQ(missing.parsed.exit_code, 64);
  EXPECT_THAT(missing.err, HasSubstr("/nowhere/t.toml"));
}

TEST_F(OptionsTest, UnknownKeysAreErrorsWithTheNearestOne) {
  const char* file = Config("verbose = true\nlisen = \"x\"\n");
  const auto seen = Parse({"--config", file});
  EXPECT_EQ(seen.parsed.exit_code, 64);
  EXPECT_EQ(seen.err, "assay-test: " + file_ + ":2: unknown key \"lisen\"; did you mean " +
                          "\"listen\"?\nassay-test --help lists the options\n");
  // What only a flag may say is no key.
  EXPECT_THAT(Parse({"--config", Config("print-config = true")}).err, HasSubstr("unknown key"));
  EXPECT_THAT(Parse({"--config", Config("config = \"x\"")}).err, HasSubstr("unknown key"));
}

TEST_F(OptionsTest, UnknownVariablesAreErrorsButNotThoseOfKubernetes) {
  const auto seen = Parse({}, {"ASSAY_TEST_LISEN=x"});
  EXPECT_EQ(seen.parsed.exit_code, 64);
  EXPECT_THAT(seen.err, HasSubstr("unknown variable ASSAY_TEST_LISEN in the environment; did you "
                                  "mean \"ASSAY_TEST_LISTEN\"?"));
  const auto cluster =
      Parse({}, {"ASSAY_TEST_SERVICE_HOST=10.0.0.1", "ASSAY_TEST_SERVICE_PORT_GRPC=443",
                 "ASSAY_TEST_PORT=tcp://10.0.0.1:443", "ASSAY_TEST_PORT_443_TCP_PROTO=tcp"});
  EXPECT_FALSE(cluster.parsed.exit_code.has_value()) << cluster.err;
}

TEST_F(OptionsTest, WrongValuesSayWhereTheyCameFrom) {
  const auto file = Parse({"--config", Config("\ndatabase-port = \"abc\"\n")});
  EXPECT_EQ(file.parsed.exit_code, 64);
  EXPECT_THAT(file.err, HasSubstr(file_ + ":2"));
  const auto environment = Parse({}, {"ASSAY_TEST_DATABASE_PORT=abc"});
  EXPECT_EQ(environment.parsed.exit_code, 64);
  EXPECT_THAT(environment.err, HasSubstr("(ASSAY_TEST_DATABASE_PORT)"));
  const auto flag = Parse({"--lisen", "x"});
  EXPECT_EQ(flag.parsed.exit_code, 64);
  EXPECT_THAT(flag.err, HasSubstr("did you mean \"listen\"?"));
  EXPECT_EQ(Parse({"--log-level", "loud"}).parsed.exit_code, 64);
  EXPECT_EQ(Parse({"stray"}).parsed.exit_code, 64);
}

TEST_F(OptionsTest, PrintedConfigurationIsAConfiguration) {
  const auto printed =
      Parse({"--print-config", "--listen", "a \"b\" #c,\\d", "--allow", "q", "r s", "--verbose"},
            {"ASSAY_TEST_DATABASE_PORT=77"});
  EXPECT_EQ(printed.parsed.exit_code, 0);
  EXPECT_EQ(printed.err, "");
  EXPECT_THAT(printed.out, HasSubstr("database-port = 77\n"));
  EXPECT_THAT(printed.out, HasSubstr("# ready-file =\n"));
  EXPECT_THAT(printed.out, HasSubstr("log-level = \"info\"\n"));
  const auto again = Parse({"--config", Config(printed.out), "--print-config"});
  EXPECT_EQ(again.err, "");
  EXPECT_EQ(again.out, printed.out);
  EXPECT_EQ(again.listen, "a \"b\" #c,\\d");
  EXPECT_THAT(again.allowed, ElementsAre("q", "r s"));
  const auto defaults = Parse({"--print-config"});
  EXPECT_THAT(defaults.out, HasSubstr("allow = [\"a\", \"b\"]\n"));
  EXPECT_THAT(defaults.out, HasSubstr("verbose = false\n"));
  EXPECT_EQ(Parse({"--config", Config(defaults.out), "--print-config"}).out, defaults.out);
}

TEST_F(OptionsTest, HelpAndVersion) {
  const auto help = Parse({"--help"});
  EXPECT_EQ(help.parsed.exit_code, 0);
  EXPECT_THAT(help.out, HasSubstr("--stop-timeout"));
  const auto version = Parse({"--version"});
  EXPECT_EQ(version.parsed.exit_code, 0);
  EXPECT_EQ(version.out, "assay-test 1.2.3\n");
}

TEST_F(OptionsTest, CommonOptions) {
  const auto seen =
      Parse({"--stop-timeout", "1.5", "--admin-listen", "none", "--ready-file", "/r"});
  EXPECT_EQ(seen.parsed.common.stop_timeout, std::chrono::milliseconds(1500));
  EXPECT_EQ(seen.parsed.common.admin_listen, "");
  EXPECT_EQ(seen.parsed.common.ready_file, "/r");
  EXPECT_EQ(Parse({"--stop-timeout", "0"}).parsed.exit_code, 64);
  EXPECT_THAT(Parse({"--admin-listen", "127.0.0.1"}).err, HasSubstr("is not HOST:PORT"));
  EXPECT_THAT(Parse({"--config", Config("otlp-endpoint = \"collector:4318\"")}).err,
              HasSubstr("is not a URL of http:// or https:// ("));
}

TEST(HostPort, ParsesAndRefuses) {
  EXPECT_EQ(ParseHostPort("[::1]:80")->host, "::1");
  EXPECT_EQ(ParseHostPort("a.b:65535")->port, 65535);
  for (const char* bad : {"", ":80", "a", "a:", "a:-1", "a:65536", "a:8x", "::1:80", "[]:1"})
    EXPECT_FALSE(ParseHostPort(bad).ok()) << bad;
}

}  // namespace
}  // namespace assay::service
