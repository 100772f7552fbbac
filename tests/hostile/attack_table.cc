#include "tests/hostile/attack_table.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <set>
#include <stdexcept>

namespace assay::hostile {
namespace {

namespace fs = std::filesystem;
using sandbox::Limits;
using sandbox::Nanoseconds;

// Thrown and caught in this file only, as the YAML library's own exceptions are.
class BadTable : public std::runtime_error {
 public:
  BadTable(const YAML::Node& node, const std::string& what)
      : std::runtime_error("line " + std::to_string(node.Mark().line + 1) + ": " + what) {}
};

// A number with one of the units; "4M" is 4 MiB.
uint64_t Number(const YAML::Node& node,
                std::initializer_list<std::pair<const char*, uint64_t>> units) {
  const auto text = node.as<std::string>();
  uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const std::string unit(end, text.data() + text.size());
  for (const auto& [name, factor] : units) {
    if (error == std::errc() && unit == name) return value * factor;
  }
  throw BadTable(node, "\"" + text + "\" is no number with a known unit");
}

uint64_t Bytes(const YAML::Node& node) {
  return Number(node, {{"", 1}, {"K", sandbox::kKiB}, {"M", sandbox::kMiB}});
}

Nanoseconds Time(const YAML::Node& node) {
  return Nanoseconds(Number(node, {{"s", 1'000'000'000}, {"ms", 1'000'000}}));
}

uint32_t Count(const YAML::Node& node) { return static_cast<uint32_t>(Number(node, {{"", 1}})); }

void ReadLimits(const YAML::Node& node, Limits* limits) {
  for (const auto& entry : node) {
    const auto key = entry.first.as<std::string>();
    const YAML::Node& value = entry.second;
    if (key == "cpu") {
      limits->cpu = Time(value);
    } else if (key == "wall") {
      limits->wall = Time(value);
    } else if (key == "idle") {
      limits->idle = Time(value);
    } else if (key == "memory") {
      limits->memory_bytes = Bytes(value);
    } else if (key == "stdout") {
      limits->stdout_bytes = Bytes(value);
    } else if (key == "stderr") {
      limits->stderr_bytes = Bytes(value);
    } else if (key == "file") {
      limits->file_bytes = Bytes(value);
    } else if (key == "stack") {
      limits->stack_bytes = Bytes(value);
    } else if (key == "processes") {
      limits->processes = Count(value);
    } else if (key == "open-files") {
      limits->open_files = Count(value);
    } else {
      throw BadTable(entry.first, "unknown limit \"" + key + "\"");
    }
  }
}

std::vector<std::string> OneOrMore(const YAML::Node& node) {
  if (node.IsSequence()) return node.as<std::vector<std::string>>();
  return {node.as<std::string>()};
}

std::string DecodeName(const std::string& text) {
  if (text.rfind("%n*", 0) == 0) return std::string(std::stoul(text.substr(3)), 'n');
  std::string name;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      name += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      name += text[i];
    }
  }
  return name;
}

CollectExpectation ReadCollect(const YAML::Node& node) {
  CollectExpectation collect;
  for (const auto& entry : node) {
    const auto key = entry.first.as<std::string>();
    if (key == "files") {
      collect.files.emplace();
      for (const YAML::Node& name : entry.second) {
        collect.files->push_back(DecodeName(name.as<std::string>()));
      }
      std::sort(collect.files->begin(), collect.files->end());
    } else if (key == "at-most") {
      collect.at_most = Count(entry.second);
    } else {
      throw BadTable(entry.first, "unknown key \"" + key + "\" in collect");
    }
  }
  return collect;
}

void ReadKey(const std::string& key, const YAML::Node& value, Attack* attack) {
  if (key == "what") {
    attack->what = value.as<std::string>();
  } else if (key == "phase") {
    const auto phase = value.as<std::string>();
    if (phase == "compile") {
      attack->phase = Phase::kCompile;
    } else if (phase == "collect") {
      attack->phase = Phase::kCollect;
    } else if (phase != "run") {
      throw BadTable(value, "unknown phase \"" + phase + "\"");
    }
  } else if (key == "limits") {
    ReadLimits(value, attack->phase == Phase::kCompile ? &attack->compile_limits : &attack->limits);
  } else if (key == "disk") {
    attack->disk = {Bytes(value[0]), Bytes(value[1])};
  } else if (key == "args") {
    attack->runs = {value.as<std::vector<std::string>>()};
  } else if (key == "runs") {
    attack->runs = value.as<std::vector<std::vector<std::string>>>();
  } else if (key == "separate") {
    attack->separate = value.as<bool>();
  } else if (key == "kernel") {
    attack->kernel = value.as<bool>();
  } else if (key == "neighbour") {
    attack->neighbour = value.as<bool>();
  } else if (key == "jvm") {
    attack->jvm = value.as<std::string>();
  } else if (key == "stdin") {
    attack->stdin_bytes = Bytes(value);
  } else if (key == "expect") {
    for (const char* backend : {"native", "gvisor"})
      attack->expect.emplace(backend, OneOrMore(value));
  } else if (key == "native" || key == "gvisor" || key == "control") {
    attack->expect[key] = OneOrMore(value);
  } else if (key == "syscall") {
    attack->syscall = value.as<std::string>();
  } else if (key == "evidence") {
    if (value.as<std::string>() != "process-limit") throw BadTable(value, "unknown evidence");
    attack->process_limit = true;
  } else if (key == "collect") {
    attack->collect = ReadCollect(value);
  } else if (key == "put") {
    attack->put = value.as<std::vector<std::string>>();
  } else {
    throw BadTable(value, "unknown key \"" + key + "\"");
  }
}

Attack ReadAttack(const YAML::Node& name, const YAML::Node& node, const YAML::Node& defaults) {
  Attack attack;
  attack.file = name.as<std::string>();
  const size_t dash = attack.file.find('-');
  const size_t dot = attack.file.rfind('.');
  if (dash == std::string::npos || dot == std::string::npos || dot < dash) {
    throw BadTable(name, attack.file + " is not <family>-<name>.<language>");
  }
  attack.family = attack.file.substr(0, dash);
  attack.language = attack.file.substr(dot + 1);
  ReadLimits(defaults["limits"], &attack.limits);
  ReadLimits(defaults["compile"], &attack.compile_limits);
  ReadKey("disk", defaults["disk"], &attack);
  // The phase decides which limits "limits" are.
  if (node["phase"]) ReadKey("phase", node["phase"], &attack);
  for (const auto& entry : node) {
    const auto key = entry.first.as<std::string>();
    if (key != "phase") ReadKey(key, entry.second, &attack);
  }
  if (attack.runs.empty()) attack.runs = {{}};
  if (attack.what.empty()) throw BadTable(name, attack.file + " does not say what it does");
  for (const char* backend : {"native", "gvisor", "control"}) {
    if (attack.expect[backend].empty()) {
      throw BadTable(name, attack.file + " has no verdict for " + backend);
    }
  }
  return attack;
}

Status CheckFiles(const fs::path& folder, const std::vector<Attack>& attacks) {
  std::set<std::string> listed{"attack.h", "guest.h", "neighbour.c"};
  for (const Attack& attack : attacks) {
    listed.insert(attack.file);
    if (!fs::exists(folder / attack.file)) {
      return InvalidArgument("attacks.yaml: " + attack.file + " is not in " + folder.string());
    }
  }
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename();
    if (listed.count(name) == 0) {
      return InvalidArgument("attacks.yaml: " + name + " has no entry, so nothing would run it");
    }
  }
  return OkStatus();
}

}  // namespace

std::string Attack::image() const {
  if (language == "py") return "python";
  if (language == "java") return "java";
  return "gcc";
}

Nanoseconds Attack::Deadline(const std::string& backend) const {
  if (backend == "control") return std::chrono::seconds(25);  // it has short limits of its own
  const bool compiled = language != "py" && language != "sh";
  const Nanoseconds set_up = std::chrono::seconds(backend == "gvisor" ? 25 : 15);
  return set_up + (compiled ? compile_limits.wall : Nanoseconds::zero()) +
         limits.wall * runs.size();
}

Result<std::vector<Attack>> LoadAttacks(const fs::path& folder) {
  const fs::path file = folder / "attacks.yaml";
  try {
    const YAML::Node root = YAML::LoadFile(file.string());
    std::vector<Attack> attacks;
    for (const auto& entry : root) {
      const auto key = entry.first.as<std::string>();
      if (key != "defaults" && key != "attacks")
        throw BadTable(entry.first, "unknown key \"" + key + "\"");
    }
    for (const auto& entry : root["attacks"]) {
      attacks.push_back(ReadAttack(entry.first, entry.second, root["defaults"]));
    }
    ASSAY_RETURN_IF_ERROR(CheckFiles(folder / "attacks", attacks));
    return attacks;
  } catch (const std::exception& error) {
    return InvalidArgument(file.string() + ": " + error.what());
  }
}

std::string EncodeName(const std::string& name) {
  std::string text;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte > 0x7e) {
      constexpr char kDigits[] = "0123456789abcdef";
      text += '%';
      text += kDigits[byte >> 4U];
      text += kDigits[byte & 15U];
    } else {
      text += c;
    }
  }
  return text;
}

}  // namespace assay::hostile
