package dev.scorebus.cli;

/// Starts the command line.
public final class ScorebusMain {
    private ScorebusMain() {}

    static void main(String[] arguments) {
        System.setProperty("logback.configurationFile", "dev/scorebus/cli/logback-quiet.xml");
        System.exit(Scorebus.commandLine().execute(arguments));
    }
}
