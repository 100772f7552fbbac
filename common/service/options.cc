#include "common/service/options.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <iostream>
#include <map>

#include "common/service/config_file.h"

namespace assay::service {
namespace {

constexpr int kUsage = 64;  // EX_USAGE of sysexits.h

// The variables of this service: name -> value.
using Environment = std::map<std::string, std::string, std::less<>>;

Environment ReadEnvironment(const std::string& prefix) {
  Environment own;
  for (const char* const* at = ::environ; at != nullptr && *at != nullptr; ++at) {
    const std::string_view entry = *at;
    const size_t equals = entry.find('=');
    if (equals == std::string_view::npos || !entry.starts_with(prefix)) continue;
    // As for a shell's ${X:-…}: an empty one is not set.
    if (equals + 1 == entry.size()) continue;
    own.emplace(entry.substr(0, equals), entry.substr(equals + 1));
  }
  return own;
}

// Kubernetes puts ASSAY_JUDGE_SERVICE_HOST, ASSAY_JUDGE_PORT=tcp://… and the like into the
// environment of every container that stands beside a Service of this name. They are nobody's
// mistake.
bool OfKubernetes(std::string_view name, std::string_view value) {
  return name.ends_with("_SERVICE_HOST") || name.find("_SERVICE_PORT") != std::string_view::npos ||
         value.starts_with("tcp://") || value.starts_with("udp://") ||
         name.ends_with("_TCP_PROTO") || name.ends_with("_TCP_PORT") ||
         name.ends_with("_TCP_ADDR") || name.ends_with("_UDP_PROTO") ||
         name.ends_with("_UDP_PORT") || name.ends_with("_UDP_ADDR");
}

std::string KeyOf(const CLI::Option& option) {
  return option.get_lnames().empty() ? std::string() : option.get_lnames().front();
}

std::vector<std::string> Keys(const CLI::App& app) {
  std::vector<std::string> keys;
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_configurable() && !KeyOf(*option).empty()) keys.push_back(KeyOf(*option));
  }
  return keys;
}

[[noreturn]] void Fail(const std::string& message) { throw CLI::ParseError(message, kUsage); }

// CLI11's own reader of TOML cuts text at '#' and ',' within quotes and skips what it does not
// understand, and it lets a file win over the environment: so this is what it asks instead.
class FileReader final : public CLI::Config {
 public:
  FileReader(const CLI::App& app, const Environment& environment, std::string service,
             std::map<std::string, std::string>& sources)
      : app_(app), environment_(environment), service_(std::move(service)), sources_(sources) {}

  std::string to_config(const CLI::App*, bool, bool, std::string) const override { return {}; }

  std::vector<CLI::ConfigItem> from_config(std::istream& input) const override {
    const auto file = app_.get_config_ptr()->as<std::string>();
    std::string text(1U << 20U, '\0');
    input.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<size_t>(input.gcount()));
    if (text.size() == 1U << 20U) Fail(file + ": larger than a configuration can be (1 MiB)");
    auto entries = ParseConfig(file, text);
    if (!entries.ok()) Fail(entries.status().message());
    const std::vector<std::string> keys = Keys(app_);
    std::vector<CLI::ConfigItem> found;
    for (ConfigEntry& entry : *entries) {
      const std::string where = file + ":" + std::to_string(entry.line);
      if (std::find(keys.begin(), keys.end(), entry.key) == keys.end())
        Fail(where + ": unknown key \"" + entry.key + "\"" + DidYouMean(entry.key, keys));
      if (environment_.contains(EnvironmentName(service_, entry.key))) continue;
      if (entry.values.empty()) continue;  // an empty array is an option that is not given
      sources_["--" + entry.key] = where;
      found.push_back({{}, std::move(entry.key), std::move(entry.values)});
    }
    return found;
  }

 private:
  const CLI::App& app_;
  const Environment& environment_;
  const std::string service_;
  std::map<std::string, std::string>& sources_;
};

// CLI11's validators return what is wrong, "" for nothing.
std::string CheckAdminListen(const std::string& text) {
  if (text.empty() || text == "none") return {};
  return ParseHostPort(text).status().message();
}

std::string CheckOtlpEndpoint(const std::string& text) {
  if (text.empty() || text.starts_with("http://") || text.starts_with("https://")) return {};
  return "\"" + text + "\" is not a URL of http:// or https://";
}

void AddCommon(CLI::App& app, CommonOptions& options, double& stop_seconds) {
  app.add_option("--log-level", options.log_level, "debug, info, warning or error")
      ->check(CLI::IsMember({"debug", "info", "warning", "error"}));
  app.add_option("--log-format", options.log_format, "json, or text for a terminal")
      ->check(CLI::IsMember({"json", "text"}));
  app.add_option("--admin-listen", options.admin_listen,
                 "HOST:PORT of /healthz, /readyz and /metrics, plain HTTP; port 0: any; none: none")
      ->check(CheckAdminListen);
  app.add_option("--otlp-endpoint", options.otlp_endpoint,
                 "URL of an OpenTelemetry collector (OTLP/HTTP), as http://127.0.0.1:4318")
      ->check(CheckOtlpEndpoint);
  app.add_option("--trace-sample", options.trace_sample,
                 "share of the traces that begin here which are sent")
      ->check(CLI::Range(0.0, 1.0));
  app.add_option("--ready-file", options.ready_file,
                 "is written once the service is ready; holds the admin port");
  app.add_option("--stop-timeout", stop_seconds,
                 "seconds that a stop may take before the process ends itself")
      ->check(CLI::Range(0.1, 3600.0));
}

void CheckEnvironment(const CLI::App& app, const Environment& environment,
                      const std::string& service) {
  std::vector<std::string> known = {EnvironmentName(service, "config")};
  for (const std::string& key : Keys(app)) known.push_back(EnvironmentName(service, key));
  for (const auto& [name, value] : environment) {
    if (OfKubernetes(name, value)) continue;
    if (std::find(known.begin(), known.end(), name) == known.end())
      Fail("unknown variable " + name + " in the environment" + DidYouMean(name, known));
  }
}

// Every option that a file may hold may come from the environment.
void GiveEnvironmentNames(CLI::App& app, const std::string& service) {
  for (CLI::Option* option : app.get_options([](const CLI::Option*) { return true; })) {
    if (option->get_configurable() && !KeyOf(*option).empty())
      option->envname(EnvironmentName(service, KeyOf(*option)));
  }
}

// What an option has now; CLI11 keeps the default of a list as "[a,b]".
std::vector<std::string> ValuesOf(const CLI::Option& option) {
  if (option.count() > 0) return option.reduced_results();
  const std::string text = option.get_default_str();
  const bool list = option.get_expected_max() > 1 && text.starts_with('[') && text.ends_with(']');
  if (list) {
    const std::string inner = text.substr(1, text.size() - 2);
    return inner.empty() ? std::vector<std::string>() : CLI::detail::split(inner, ',');
  }
  if (text.empty() && option.get_expected_min() == 0) return {"false"};  // a flag
  return text.empty() ? std::vector<std::string>() : std::vector<std::string>{text};
}

// The effective configuration, in the form of a configuration file.
std::string Print(const CLI::App& app) {
  std::string out;
  for (const CLI::Option* option : app.get_options()) {
    const std::string key = KeyOf(*option);
    if (!option->get_configurable() || key.empty()) continue;
    out += "# " + option->get_description() + "\n";
    const std::vector<std::string> values = ValuesOf(*option);
    if (values.empty()) {
      out += "# " + key + " =\n";
    } else if (option->get_expected_max() > 1) {
      out += key + " = [";
      for (size_t i = 0; i < values.size(); ++i)
        out += (i == 0 ? "" : ", ") + ToConfigValue(values[i]);
      out += "]\n";
    } else {
      out += key + " = " + ToConfigValue(values.front()) + "\n";
    }
  }
  return out;
}

// Adds where a wrong value came from, which CLI11 does not say.
std::string Explain(const CLI::App& app, const CLI::Error& error,
                    const std::map<std::string, std::string>& sources,
                    const Environment& environment, const std::string& service) {
  std::string message = error.what();
  for (const std::string& key : Keys(app)) {
    if (message.find("--" + key) == std::string::npos) continue;
    const std::string variable = EnvironmentName(service, key);
    if (const auto found = sources.find("--" + key); found != sources.end()) {
      return message + " (" + found->second + ")";
    }
    if (environment.contains(variable)) return message + " (" + variable + ")";
  }
  for (const std::string& extra : app.remaining()) {
    if (extra.starts_with("--")) return message + DidYouMean(extra.substr(2), Keys(app));
  }
  return message;
}

}  // namespace

std::string EnvironmentName(std::string_view service, std::string_view option) {
  std::string name = std::string(service) + "_" + std::string(option);
  for (char& c : name) {
    if (c == '-') c = '_';
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return name;
}

ParsedOptions ParseOptions(const std::string& name, const std::string& description,
                           const std::string& version, const std::function<void(CLI::App&)>& add,
                           int argc, const char* const* argv) {
  ParsedOptions parsed;
  double stop_seconds = std::chrono::duration<double>(parsed.common.stop_timeout).count();
  const Environment own = ReadEnvironment(EnvironmentName(name, ""));
  std::map<std::string, std::string> sources;
  CLI::App app(description, name);
  app.option_defaults()->always_capture_default();
  app.set_version_flag("--version", name + " " + version);
  const auto config_file = own.find(EnvironmentName(name, "config"));
  app.set_config("--config", config_file == own.end() ? "" : config_file->second,
                 "a file of these options (TOML)", config_file != own.end());
  app.config_formatter(std::make_shared<FileReader>(app, own, name, sources));
  bool print = false;
  app.add_flag("--print-config", print, "prints the effective configuration and ends")
      ->configurable(false);
  try {
    if (add) add(app);
    AddCommon(app, parsed.common, stop_seconds);
    GiveEnvironmentNames(app, name);
    CheckEnvironment(app, own, name);
    app.parse(argc, argv);
    if (print) {
      std::cout << "# " << name << " " << version << "\n" << Print(app) << std::flush;
      parsed.exit_code = 0;
    }
  } catch (const CLI::Success& done) {
    parsed.exit_code = app.exit(done);
  } catch (const CLI::Error& error) {
    std::cerr << name << ": " << Explain(app, error, sources, own, name) << "\n"
              << name << " --help lists the options\n";
    parsed.exit_code = kUsage;
  }
  parsed.common.stop_timeout = std::chrono::milliseconds(static_cast<int64_t>(stop_seconds * 1000));
  if (parsed.common.admin_listen == "none") parsed.common.admin_listen.clear();
  return parsed;
}

Result<HostPort> ParseHostPort(std::string_view text) {
  const auto wrong = [&](std::string_view why) {
    return InvalidArgument("\"" + std::string(text) + "\" is not HOST:PORT: " + std::string(why));
  };
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return wrong("there is no port");
  std::string_view host = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  const bool bracketed = host.starts_with('[') && host.ends_with(']');
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (host.empty()) return wrong("there is no host");
  if (!bracketed && host.find(':') != std::string_view::npos)
    return wrong("an IPv6 address stands in [brackets]");
  HostPort parsed{.host = std::string(host)};
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), parsed.port);
  if (port.empty() || error != std::errc() || end != port.data() + port.size())
    return wrong("a port is a number from 0 to 65535");
  return parsed;
}

}  // namespace assay::service
