#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "grader/tool/commands.h"
#include "grader/tool/exit_code.h"

// The scripts are made from the options as they are declared, so that they cannot be out of date.
namespace assay::grader {
namespace {

std::vector<std::string> OptionNames(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::string Bash(const CLI::App& app) {
  std::string commands;
  std::string cases;
  for (const CLI::App* command : app.get_subcommands({})) {
    commands += (commands.empty() ? "" : " ") + command->get_name();
    cases += fmt::format("    {}) words=\"{}\" ;;\n", command->get_name(),
                         Joined(OptionNames(*command)));
  }
  return fmt::format(
      "# bash completion for assay: source <(assay completion bash)\n"
      "_assay() {{\n"
      "  local word=\"${{COMP_WORDS[COMP_CWORD]}}\" words=\"\"\n"
      "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
      "    mapfile -t COMPREPLY < <(compgen -W \"{} --help --version\" -- \"$word\")\n"
      "    return\n"
      "  fi\n"
      "  case \"${{COMP_WORDS[1]}}\" in\n{}  esac\n"
      "  case \"$word\" in\n"
      "    -*) mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\") ;;\n"
      "    *) mapfile -t COMPREPLY < <(compgen -f -- \"$word\") ;;\n"
      "  esac\n"
      "}}\n"
      "complete -o filenames -F _assay assay\n",
      commands, cases);
}

// Quotes a description for zsh and fish: they keep it in single quotes.
std::string Description(std::string text) {
  for (char& c : text) {
    if (c == '\'' || c == '[' || c == ']' || c == ':' || c == '\n') c = ' ';
  }
  return text;
}

std::string Zsh(const CLI::App& app) {
  std::string commands;
  std::string cases;
  for (const CLI::App* command : app.get_subcommands({})) {
    commands +=
        fmt::format("    '{}:{}'\n", command->get_name(), Description(command->get_description()));
    cases += fmt::format("    {})\n      _arguments", command->get_name());
    for (const CLI::Option* option : command->get_options()) {
      for (const std::string& name : option->get_lnames()) {
        cases +=
            fmt::format(" \\\n        '--{}[{}]{}'", name, Description(option->get_description()),
                        option->get_items_expected_max() > 0 ? ":value:_files" : "");
      }
    }
    cases += " \\\n        '*:file:_files' ;;\n";
  }
  return fmt::format(
      "#compdef assay\n"
      "# zsh completion for assay: assay completion zsh > \"${{fpath[1]}}/_assay\"\n"
      "_assay() {{\n"
      "  local -a commands=(\n{}  )\n"
      "  if (( CURRENT == 2 )); then\n"
      "    _describe command commands\n"
      "    return\n"
      "  fi\n"
      "  local command=\"$words[2]\"\n"
      "  shift words\n"
      "  (( CURRENT-- ))\n"
      "  case \"$command\" in\n{}  esac\n"
      "}}\n"
      "_assay \"$@\"\n",
      commands, cases);
}

std::string Fish(const CLI::App& app) {
  std::string text = "# fish completion for assay: assay completion fish | source\n";
  for (const CLI::App* command : app.get_subcommands({})) {
    text += fmt::format("complete -c assay -n __fish_use_subcommand -f -a {} -d '{}'\n",
                        command->get_name(), Description(command->get_description()));
    for (const CLI::Option* option : command->get_options()) {
      for (const std::string& name : option->get_lnames()) {
        text += fmt::format("complete -c assay -n '__fish_seen_subcommand_from {}' -l {} -d '{}'\n",
                            command->get_name(), name, Description(option->get_description()));
      }
    }
  }
  return text;
}

}  // namespace

void AddCompletion(CLI::App& app, Chosen& chosen) {
  auto shell = std::make_shared<std::string>();
  CLI::App* completion =
      app.add_subcommand("completion", "print a completion script for bash, zsh or fish");
  completion->add_option("shell", *shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  completion->callback([shell, &app, &chosen] {
    chosen = [shell, &app] {
      fmt::print("{}", *shell == "bash" ? Bash(app) : *shell == "zsh" ? Zsh(app) : Fish(app));
      return static_cast<int>(kExitOk);
    };
  });
}

}  // namespace assay::grader
