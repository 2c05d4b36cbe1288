package dev.scorebus.cli;

/// Starts the command line.
public final class ScorebusMain {
    private ScorebusMain() {}

    static void main(String[] arguments) {
        System.exit(Scorebus.commandLine().execute(arguments));
    }
}
