package dev.scorebus.message;

/// The names of the topics that the services share.
///
/// @param prefix `scorebus` in production; each test class has its own
public record Topics(String prefix) {
    /// The prefix when none is configured.
    public static final String DEFAULT_PREFIX = "scorebus";

    public Topics {
        if (!prefix.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new IllegalArgumentException(
                    "A topic prefix has 1 to 64 of the characters A-Z a-z 0-9 . _ -, got '%s'"
                            .formatted(prefix));
        }
    }

    /// Compacted: the newest [dev.scorebus.action.Action] by its name, with its revision and whether it is paused, as JSON; a
    /// tombstone deletes it.
    public String actions() {
        return prefix + ".actions";
    }

    /// Every change of every action, for ever.
    public String actionHistory() {
        return prefix + ".action-history";
    }

    /// How the actions are doing on each instance, said again and again; it is of use for seconds.
    public String actionStatus() {
        return prefix + ".action-status";
    }

    /// Compacted: the newest [dev.scorebus.model.RegistryRecord] by its key.
    public String models() {
        return prefix + ".models";
    }

    /// Every [dev.scorebus.ledger.TrackingEvent], keyed so that one frontier stays in one partition.
    public String tracking() {
        return prefix + ".tracking";
    }

    /// The consumer group of an action.
    public String group(String action) {
        return prefix + "." + action;
    }

    /// The consumer group of a batch or heal run of an action, and the transactional id of its producer.
    public String runGroup(String action, String runId) {
        return "%s.%s.run.%s".formatted(prefix, action, runId);
    }

    /// Compacted: the newest order to go on behind a place where a partition is halted, by action, topic and partition.
    public String skips() {
        return prefix + ".skips";
    }

    /// The consumer group whose offset says which replays were published, and the transactional id of who publishes them.
    public String replayGroup() {
        return prefix + ".replays";
    }

    /// Where messages of an action wait for their next attempt.
    public static String retry(String action) {
        return action + ".retry";
    }

    /// Where messages of an action end that have failed for good.
    public static String deadLetters(String action) {
        return action + ".dlq";
    }
}
