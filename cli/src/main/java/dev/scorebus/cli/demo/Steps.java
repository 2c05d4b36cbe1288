package dev.scorebus.cli.demo;

import dev.scorebus.cli.terminal.Console;

/// Numbers the steps of the demo, and says how long each took.
final class Steps {
    private final Console console;
    private int number;
    private long began;

    Steps(Console console) {
        this.console = console;
    }

    Console console() {
        return console;
    }

    void begin(String what) {
        number++;
        began = System.nanoTime();
        console.say("%n%d. %s".formatted(number, what));
    }

    void end() {
        console.say("   (%s)".formatted(Console.secondsSince(began)));
    }
}
