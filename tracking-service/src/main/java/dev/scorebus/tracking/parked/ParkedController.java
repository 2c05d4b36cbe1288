package dev.scorebus.tracking.parked;

import dev.scorebus.tracking.edge.Refusal;
import dev.scorebus.tracking.edge.Signature;
import dev.scorebus.tracking.fold.Acceptance;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/parked")
@Tag(name = "parked", description = "Tracking events that could not be folded")
class ParkedController {
    private static final int MOST = 10_000;

    private final ParkedListTable table;
    private final Acceptance acceptance;

    ParkedController(ParkedListTable table, Acceptance acceptance) {
        this.table = table;
        this.acceptance = acceptance;
    }

    @GetMapping
    @Operation(
            summary =
                    "What is parked, the oldest first; accepted=true shows instead what was accepted, by whom and why")
    List<ParkedEvent> parked(
            @RequestParam(defaultValue = "false") boolean accepted,
            @RequestParam(defaultValue = "1000") int limit) {
        if (limit < 1 || limit > MOST) {
            throw Refusal.badRequest(
                    "limit",
                    "No such limit",
                    "A limit lies between 1 and %d, got %d".formatted(MOST, limit));
        }
        return accepted ? table.accepted(limit) : table.parked(limit);
    }

    @PostMapping("/accept")
    @Operation(
            summary =
                    "Accepts what happened, with who and why: the hole before a stretch becomes an acknowledged loss and the stretch follows; all else is put aside")
    Accept.Done accept(@RequestBody Accept asked) {
        Signature signature = Signature.of(asked.who(), asked.reason());
        int accepted = 0;
        for (ParkedEvent.Place told : chosen(asked)) {
            if (acceptance.accept(told.topicId(), told.partition(), told.offset(), signature)) {
                accepted++;
            }
        }
        return new Accept.Done(
                accepted, table.counts().values().stream().mapToLong(Long::longValue).sum());
    }

    private List<ParkedEvent.Place> chosen(Accept asked) {
        List<Accept.@Nullable Told> events = asked.events();
        boolean all = Boolean.TRUE.equals(asked.all());
        if (all == (events != null)) {
            throw refusal(
                    "Either 'events' names some, or \"all\": true takes all; got "
                            + (all ? "both" : "neither"));
        }
        List<ParkedEvent.Place> parked =
                table.parked(MOST).stream()
                        .map(ParkedEvent::told)
                        .sorted(
                                Comparator.comparing(ParkedEvent.Place::topicId)
                                        .thenComparingInt(ParkedEvent.Place::partition)
                                        .thenComparingLong(ParkedEvent.Place::offset))
                        .toList();
        if (events == null) {
            return parked;
        }
        List<ParkedEvent.Place> chosen = new ArrayList<>();
        for (Accept.Told event : events) {
            if (event == null || event.partition() == null || event.offset() == null) {
                throw refusal("Each of 'events' has a 'partition' and an 'offset'");
            }
            List<ParkedEvent.Place> found =
                    parked.stream().filter(place -> isAt(event, place)).toList();
            if (found.isEmpty()) {
                throw Refusal.notFound(
                        "not-parked",
                        "Nothing is parked there",
                        "No record of the tracking topic is parked at partition %d, offset %d; GET /api/parked lists those that are. Nothing was accepted"
                                .formatted(event.partition(), event.offset()));
            }
            chosen.addAll(found);
        }
        return chosen;
    }

    private static boolean isAt(Accept.Told event, ParkedEvent.Place place) {
        return event.partition() != null
                && event.offset() != null
                && event.partition() == place.partition()
                && event.offset() == place.offset()
                && (event.topicId() == null || event.topicId().equals(place.topicId()));
    }

    private static Refusal refusal(String detail) {
        return Refusal.badRequest("acceptance", "This cannot be accepted", detail);
    }
}
