package dev.scorebus.score.installed;

import dev.scorebus.bridge.ProgramStartException;
import dev.scorebus.score.model.UnusableModelException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What came of the canaries of programs: each version is put to its canary once, however many actions it serves.
final class Canaries {
    private final boolean asked;
    private final Map<Subject, Place> places = new ConcurrentHashMap<>();

    private Canaries(boolean asked) {
        this.asked = asked;
    }

    /// Puts versions to their canaries.
    static Canaries asked() {
        return new Canaries(true);
    }

    /// Lets every version serve.
    static Canaries passed() {
        return new Canaries(false);
    }

    /// What has a canary: a program, or one with a model version.
    private record Subject(String program, String model) {}

    /// What is known of the newest version of a subject. Its lock is held while a canary is under way.
    private static final class Place {
        private String version = "";
        private @Nullable String fault;
    }

    /// A canary that is put to a program.
    interface Trial {
        /// What was wrong; absent when nothing was.
        ///
        /// @throws ProgramStartException when there was nobody to be asked
        Optional<String> fault() throws ProgramStartException;
    }

    /// Puts a version to its canary, unless that was done before.
    ///
    /// @param model which version of a model it is given; empty for a program without one
    /// @throws UnusableModelException when it may not serve
    void require(String program, String model, String version, Trial trial)
            throws UnusableModelException, ProgramStartException {
        if (!asked) {
            return;
        }
        Place place = places.computeIfAbsent(new Subject(program, model), _ -> new Place());
        synchronized (place) {
            if (!place.version.equals(version)) {
                place.fault = trial.fault().orElse(null);
                place.version = version;
            }
            if (place.fault != null) {
                throw new UnusableModelException(
                        "its canary is wrong: %s".formatted(place.fault), null);
            }
        }
    }

    /// Why a version may not serve, as far as is known.
    Optional<String> fault(String program, String version) {
        Place place = places.get(new Subject(program, ""));
        if (place == null) {
            return Optional.empty();
        }
        synchronized (place) {
            return place.version.equals(version)
                    ? Optional.ofNullable(place.fault)
                    : Optional.empty();
        }
    }
}
