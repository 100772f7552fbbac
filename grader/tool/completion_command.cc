#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "grader/tool/commands.h"
#include "grader/tool/exit_code.h"
#include "grader/tool/programs.h"

// The scripts are made from the options as they are declared here, and from --help of the programs
// that have the other verbs, so that they cannot be out of date.
namespace assay::grader {
namespace {

// One verb, wherever it is done.
struct Verb {
  std::string name, description;
  Help help;
};

Help HelpOf(const CLI::App& command) {
  Help help;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      help.options.push_back(
          {name, option->get_description(), option->get_items_expected_max() > 0});
    }
  }
  return help;
}

std::vector<Verb> VerbsOf(const CLI::App& app) {
  std::vector<Verb> verbs;
  for (const CLI::App* command : app.get_subcommands({})) {
    const ProgramVerb* other = FindProgramVerb(command->get_name());
    verbs.push_back({command->get_name(), command->get_description(),
                     other == nullptr ? HelpOf(*command) : HelpOf(*other)});
  }
  return verbs;
}

std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::string Bash(const std::vector<Verb>& verbs) {
  std::string commands;
  std::string cases;
  for (const Verb& verb : verbs) {
    commands += (commands.empty() ? "" : " ") + verb.name;
    std::string options;
    for (const HelpOption& option : verb.help.options) options += " --" + option.name;
    cases += fmt::format("    {}) words=\"{}\" below=\"{}\" ;;\n", verb.name,
                         options.empty() ? options : options.substr(1), Joined(verb.help.verbs));
  }
  return fmt::format(
      "# bash completion for assay: source <(assay completion bash)\n"
      "_assay() {{\n"
      "  local word=\"${{COMP_WORDS[COMP_CWORD]}}\" words=\"\" below=\"\"\n"
      "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
      "    mapfile -t COMPREPLY < <(compgen -W \"{} --help --version\" -- \"$word\")\n"
      "    return\n"
      "  fi\n"
      "  case \"${{COMP_WORDS[1]}}\" in\n{}  esac\n"
      "  if [ \"$COMP_CWORD\" -eq 2 ] && [ -n \"$below\" ] && [ \"${{word#-}}\" = \"$word\" ]; "
      "then\n"
      "    mapfile -t COMPREPLY < <(compgen -W \"$below\" -- \"$word\")\n"
      "    return\n"
      "  fi\n"
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

std::string Zsh(const std::vector<Verb>& verbs) {
  std::string commands;
  std::string cases;
  for (const Verb& verb : verbs) {
    commands += fmt::format("    '{}:{}'\n", verb.name, Description(verb.description));
    cases += fmt::format("    {})\n      _arguments", verb.name);
    for (const HelpOption& option : verb.help.options) {
      cases +=
          fmt::format(" \\\n        '--{}[{}]{}'", option.name, Description(option.description),
                      option.takes_value ? ":value:_files" : "");
    }
    if (!verb.help.verbs.empty()) {
      cases += fmt::format(" \\\n        '1:verb:({})'", Joined(verb.help.verbs));
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

std::string Fish(const std::vector<Verb>& verbs) {
  std::string text = "# fish completion for assay: assay completion fish | source\n";
  for (const Verb& verb : verbs) {
    text += fmt::format("complete -c assay -n __fish_use_subcommand -f -a {} -d '{}'\n", verb.name,
                        Description(verb.description));
    const std::string seen =
        fmt::format("complete -c assay -n '__fish_seen_subcommand_from {}'", verb.name);
    for (const HelpOption& option : verb.help.options) {
      text += fmt::format("{} -l {} -d '{}'\n", seen, option.name, Description(option.description));
    }
    if (!verb.help.verbs.empty()) {
      text += fmt::format("{} -f -a '{}'\n", seen, Joined(verb.help.verbs));
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
      const std::vector<Verb> verbs = VerbsOf(app);
      fmt::print("{}", *shell == "bash" ? Bash(verbs) : *shell == "zsh" ? Zsh(verbs) : Fish(verbs));
      return static_cast<int>(kExitOk);
    };
  });
}

}  // namespace assay::grader
