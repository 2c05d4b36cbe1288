package dev.scorebus.cli.demo;

import dev.scorebus.cli.platform.Ports;
import dev.scorebus.cli.terminal.Console;

/// What to open and type when the demo is over.
///
/// @param ports where the platform listens
/// @param eventId the id of an event that was scored
record NextSteps(Ports ports, String eventId) {
    void print(Console console) {
        String gateway = Ports.url(ports.gateway());
        console.say(
                """

                The platform goes on running. Open:
                  %1$s/swagger-ui.html   every REST call, to try
                  %1$s/v2/models/merge-time   the model, as an Open Inference Protocol client sees it
                Type:
                  ./scorebus score merge-time --data '{"team_size": 7, "src_churn": 28, "main_team_member": true, "requester_succ_rate": 0.9}'
                  ./scorebus trace --id %3$s
                  ./scorebus dlq list
                  ./scorebus audit --full
                  ./scorebus status
                  kcat -b %2$s -t merge-time-scores -C -o -5 -e
                  ./scorebus down
                """
                        .formatted(gateway, ports.bootstrap(), eventId)
                        .stripTrailing());
    }
}
