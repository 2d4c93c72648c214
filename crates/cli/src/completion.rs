//! Completion of words in shells, and the manual page.
//!
//! `clap_complete` writes scripts with all words in them; here the words come from a catalog that grows by `product add`, so a script of a
//! few lines asks the program itself.

use crate::arguments::program;
use crate::failure::CliFailure;
use crate::output;
use crate::shell::Shell;

const BASH: &str = r#"# Completion of alicloud for bash. In ~/.bashrc: eval "$(alicloud completion bash)"
_alicloud() {
    local IFS=$'\n'
    COMPREPLY=($(alicloud complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _alicloud alicloud
"#;

const ZSH: &str = r#"#compdef alicloud
# Completion of alicloud for zsh. In ~/.zshrc, after compinit: eval "$(alicloud completion zsh)"
_alicloud() {
    local -a candidates
    candidates=("${(@f)$(alicloud complete -- "${(@)words[2,$CURRENT]}" 2>/dev/null)}")
    candidates=(${candidates:#})
    if (( $#candidates )); then compadd -a candidates; else _files; fi
}
compdef _alicloud alicloud
"#;

const FISH: &str = r#"# Completion of alicloud for fish. In ~/.config/fish/config.fish: alicloud completion fish | source
complete -c alicloud -f -a '(alicloud complete -- (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'
"#;

const POWERSHELL: &str = r#"# Completion of alicloud for PowerShell. In $PROFILE: alicloud completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName alicloud -ScriptBlock {
    param($word, $command, $position)
    $words = @($command.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.StartOffset -lt $position } | ForEach-Object { $_.ToString() })
    if ($word -eq '') { $words += '--end' }
    alicloud complete -- @words 2>$null | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
}
"#;

/// `alicloud completion SHELL`.
pub(crate) fn script(shell: Shell) -> Result<(), CliFailure> {
    let text = match shell {
        Shell::Bash => BASH,
        Shell::Zsh => ZSH,
        Shell::Fish => FISH,
        Shell::Powershell => POWERSHELL,
    };
    output::write(|out| out.write_all(text.as_bytes()))
}

/// `alicloud auto-completion`, which edits the start files of the shell in the official CLI.
pub(crate) fn advice(uninstall: bool) -> Result<(), CliFailure> {
    let line = if uninstall {
        "nothing is to be done: no file of your shell was changed; remove the line with 'alicloud completion' that you added"
    } else {
        "no file of your shell is changed: add the line to it that 'alicloud completion bash' (or zsh, fish, powershell) names"
    };
    output::write(|out| writeln!(out, "{line}"))
}

/// `alicloud manual`: the manual page in the format of `man`.
pub(crate) fn manual() -> Result<(), CliFailure> {
    let mut page = Vec::new();
    clap_mangen::Man::new(program()).render(&mut page).map_err(|error| CliFailure::call(&error))?;
    output::write(|out| out.write_all(&page))
}
