using System.CommandLine;

namespace Timeline.Cli.Commands;

/// <summary><c>completion</c>: what a shell needs to complete the tool's commands, options and names.</summary>
internal static class Completion
{
    // The line is cut where the cursor is, so its length is the position; the tool is asked as it was called.
    private const string Bash = """
        # timeline: completion for bash. Add to ~/.bashrc:  source <(timeline completion bash)
        _timeline_complete() {
          local line=${COMP_LINE:0:$COMP_POINT} word=${COMP_WORDS[COMP_CWORD]} IFS=$'\n'
          COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" "[suggest:${#line}]" "$line" 2>/dev/null)" -- "$word"))
        }
        complete -o default -F _timeline_complete timeline
        """;

    private const string Zsh = """
        #compdef timeline
        # timeline: completion for zsh. Add to ~/.zshrc, after compinit:  source <(timeline completion zsh)
        _timeline() {
          local line="${BUFFER[1,$CURSOR]}"
          local -a names
          names=("${(@f)$(${words[1]} "[suggest:${#line}]" "$line" 2>/dev/null)}")
          names=(${names:#})
          if (( ${#names} )); then compadd -- $names; else _files; fi
        }
        compdef _timeline timeline
        """;

    private const string Fish = """
        # timeline: completion for fish. Add to ~/.config/fish/config.fish:  timeline completion fish | source
        function __timeline_complete
            set -l line (commandline -cp)
            timeline "[suggest:"(string length -- $line)"]" "$line" 2>/dev/null
        end
        complete -c timeline -a '(__timeline_complete)'
        """;

    internal static Command Make()
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish" };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "A script that lets a shell complete commands, options and names") { shell };
        command.SetAction(parsed => Tool.Terminal.Line(parsed.GetValue(shell) switch { "bash" => Bash, "zsh" => Zsh, _ => Fish }));
        return command;
    }
}
