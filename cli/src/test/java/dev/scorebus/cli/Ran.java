package dev.scorebus.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/// What a command line said and ended with.
record Ran(int exitCode, String out, String err) {
    /// Runs it in this JVM.
    static Ran scorebus(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine =
                Scorebus.commandLine()
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true));
        return new Ran(commandLine.execute(arguments), out.toString(), err.toString());
    }
}
