#include "supervisor/config.h"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <functional>
#include <map>

#include "common/files.h"

namespace assay::supervisor {
namespace {

// Puts a value into the Config, or says what was expected.
using Setter = std::function<std::string(const toml::node&, Config&)>;
using Keys = std::map<std::string, Setter, std::less<>>;

Setter Text(std::string Config::*field) {
  return [field](const toml::node& node, Config& config) -> std::string {
    const auto value = node.value_exact<std::string>();
    if (!value || value->empty()) return "a text in quotes";
    config.*field = *value;
    return "";
  };
}

Setter OneOf(std::string Config::*field, std::vector<std::string> words) {
  return [field, words = std::move(words)](const toml::node& node, Config& config) -> std::string {
    const auto value = node.value_exact<std::string>();
    std::string expected;
    for (const std::string& word : words) {
      if (value && *value == word) {
        config.*field = word;
        return "";
      }
      expected += (expected.empty() ? "\"" : ", \"") + word + "\"";
    }
    return "one of " + expected;
  };
}

Setter Path(std::filesystem::path Config::*field) {
  return [field](const toml::node& node, Config& config) -> std::string {
    const auto value = node.value_exact<std::string>();
    if (!value || !value->starts_with('/')) return "an absolute path in quotes";
    config.*field = *value;
    return "";
  };
}

template <typename T>
Setter Number(T Config::*field, int64_t least, int64_t most) {
  return [=](const toml::node& node, Config& config) -> std::string {
    const auto value = node.value_exact<int64_t>();
    if (!value || *value < least || *value > most) {
      return fmt::format("a number from {} to {}", least, most);
    }
    config.*field = static_cast<T>(*value);
    return "";
  };
}

Setter Texts(std::vector<std::string> Config::*field, const char* expected) {
  return [=](const toml::node& node, Config& config) -> std::string {
    const toml::array* array = node.as_array();
    if (array == nullptr) return expected;
    for (const toml::node& element : *array) {
      const auto text = element.value_exact<std::string>();
      if (!text || text->empty()) return expected;
      (config.*field).push_back(*text);
    }
    return "";
  };
}

const Keys& KnownKeys() {
  static const Keys keys = {
      {"public.address", Text(&Config::address)},
      {"public.port", Number(&Config::port, 1, 65535)},
      {"public.names", Texts(&Config::names, "a list of names, [\"judge.example.org\"]")},
      {"public.certificate", Path(&Config::certificate)},
      {"public.key", Path(&Config::key)},
      {"workers.count", Number(&Config::workers, 0, 256)},
      {"services.user", Text(&Config::user)},
      {"outgoing.allow",
       Texts(&Config::outgoing_networks, "a list of networks, [\"10.1.0.0/16\"]")},
      {"git.allow", Texts(&Config::git_networks, "a list of networks, [\"10.1.0.0/16\"]")},
      {"mail.host", Text(&Config::mail_host)},
      {"mail.port", Number(&Config::mail_port, 1, 65535)},
      {"mail.security", OneOf(&Config::mail_security, {"starttls", "tls", "none"})},
      {"mail.user", Text(&Config::mail_user)},
      {"mail.password_file", Path(&Config::mail_password_file)},
      {"mail.from", Text(&Config::mail_from)},
      {"mail.roots", Path(&Config::mail_roots)},
      {"mail.language", OneOf(&Config::mail_language, {"en", "de", "es"})},
      {"mail.digest_hour", Number(&Config::mail_digest_hour, 0, 23)},
      {"redis.memory_mb", Number(&Config::redis_memory_mb, 1, 1 << 20)},
      {"database.shared_buffers_mb", Number(&Config::shared_buffers_mb, 1, 1 << 20)},
      {"logs.size_mb", Number(&Config::log_mb, 1, 1 << 20)},
      {"logs.kept", Number(&Config::logs_kept, 0, 100)},
  };
  return keys;
}

Status At(std::string_view name, const toml::source_region& source, std::string_view what) {
  return InvalidArgument(fmt::format("{}:{}: {}", name, source.begin.line, what));
}

std::string UnknownKey(const std::string& key) {
  std::string known;
  for (const auto& [name, setter] : KnownKeys()) known += (known.empty() ? "" : ", ") + name;
  return "unknown key \"" + key + "\"; known are " + known;
}

Status ReadTable(const toml::table& table, const std::string& prefix, std::string_view name,
                 Config& config) {
  for (const auto& [key, node] : table) {
    const std::string path = prefix + std::string(key.str());
    const toml::table* inner = node.as_table();
    if (inner != nullptr && prefix.empty()) {
      ASSAY_RETURN_IF_ERROR(ReadTable(*inner, path + ".", name, config));
      continue;
    }
    const auto known = KnownKeys().find(path);
    if (known == KnownKeys().end()) return At(name, key.source(), UnknownKey(path));
    const std::string expected = known->second(node, config);
    if (!expected.empty()) return At(name, node.source(), path + ": expected " + expected);
  }
  return OkStatus();
}

std::string Literal(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

std::string FormatMail(const Config& config) {
  if (config.mail_host.empty()) {
    return R"([mail]   # without a host no mail is sent
# host = "mail.example.org"
# security = "starttls"   # or "tls"; "none" for a server on this machine
# user = "assay"
# password_file = "/etc/assay/mail.password"   # mode 0600, of the services' user
# from = "Assay <assay@example.org>"
)";
  }
  std::string text =
      fmt::format("[mail]\nhost = {}\nsecurity = \"{}\"\nfrom = {}\n", Literal(config.mail_host),
                  config.mail_security, Literal(config.mail_from));
  if (config.mail_port != 0) text += fmt::format("port = {}\n", config.mail_port);
  if (!config.mail_user.empty()) text += fmt::format("user = {}\n", Literal(config.mail_user));
  if (!config.mail_password_file.empty())
    text += fmt::format("password_file = {}\n", Literal(config.mail_password_file.string()));
  if (!config.mail_roots.empty())
    text += fmt::format("roots = {}\n", Literal(config.mail_roots.string()));
  return text + fmt::format("language = \"{}\"\ndigest_hour = {}   # UTC\n", config.mail_language,
                            config.mail_digest_hour);
}

std::string Quoted(const std::vector<std::string>& texts) {
  std::string list;
  for (const std::string& text : texts)
    list += fmt::format("{}\"{}\"", list.empty() ? "" : ", ", text);
  return list;
}

}  // namespace

Result<Config> ParseConfig(std::string_view text, std::string_view name) {
  try {
    const toml::table table = toml::parse(text);
    Config config;
    ASSAY_RETURN_IF_ERROR(ReadTable(table, "", name, config));
    if (config.certificate.empty() != config.key.empty()) {
      return InvalidArgument(std::string(name) +
                             ": public.certificate and public.key go together; give both or none");
    }
    if (!config.mail_host.empty() && config.mail_from.empty()) {
      return InvalidArgument(std::string(name) +
                             ": mail.host needs mail.from, the sender of what is mailed");
    }
    if (config.mail_host.empty() && !config.mail_from.empty()) {
      return InvalidArgument(std::string(name) + ": mail.from needs mail.host, the mail server");
    }
    return config;
  } catch (const toml::parse_error& error) {
    return At(name, error.source(), error.description());
  }
}

Result<Config> ReadConfig(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::exists(file, error) && !error) return Config{};
  ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadFile(file, 1U << 20U));
  return ParseConfig(text, file.string());
}

std::string FormatConfig(const Config& config) {
  const std::string names = Quoted(config.names);
  std::string text = fmt::format(
      R"(# What `assay up` runs here. A change takes effect with the next `assay down` and `assay up`.

[public]
address = "{}"   # "0.0.0.0": every interface
port = {}
names = [{}]   # further names of this server, for its certificate
)",
      config.address, config.port, names);
  if (config.certificate.empty()) {
    text +=
        "# certificate = \"/etc/assay/tls.crt\"   # of an authority that browsers know\n"
        "# key = \"/etc/assay/tls.key\"\n";
  } else {
    text += fmt::format("certificate = \"{}\"\nkey = \"{}\"\n", config.certificate.string(),
                        config.key.string());
  }
  return text + fmt::format(R"(
[workers]
count = {}

[services]
user = "{}"   # what services run as when the supervisor is root

[outgoing]
allow = [{}]   # networks that are not public and may be reached: of webhooks, of identity providers

[git]
allow = [{}]   # networks that are not public, where git servers of packages are

{}
[redis]
memory_mb = {}

[database]
shared_buffers_mb = {}

[logs]
size_mb = {}   # a log that is longer is moved to NAME.log.1
kept = {}
)",
                            config.workers, config.user, Quoted(config.outgoing_networks),
                            Quoted(config.git_networks), FormatMail(config), config.redis_memory_mb,
                            config.shared_buffers_mb, config.log_mb, config.logs_kept);
}

}  // namespace assay::supervisor
