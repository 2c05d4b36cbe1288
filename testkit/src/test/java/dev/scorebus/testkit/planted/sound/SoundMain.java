package dev.scorebus.testkit.planted.sound;

import java.time.InstantSource;

/// The one place where the real clock is taken.
final class SoundMain {
    private SoundMain() {}

    static InstantSource clock() {
        return InstantSource.system();
    }
}
