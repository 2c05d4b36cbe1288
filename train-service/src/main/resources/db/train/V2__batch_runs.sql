-- There is one queue for both kinds of run, so positions come from one sequence.
create table batch_run (
    id               uuid        primary key,
    position         bigint      not null unique default nextval('training_run_position_seq'),
    request          jsonb       not null,
    restart_of       uuid        references batch_run,
    scheduled_for    timestamptz,
    state            text        not null default 'queued'
                                 check (state in ('queued', 'running', 'done', 'failed', 'cancelled')),
    cancel_requested boolean     not null default false,
    plan             jsonb,
    progress         jsonb,
    done             bigint      not null default 0,
    claims_in_vain   int         not null default 0,
    note             text,
    error            text,
    submitted_at     timestamptz not null default now(),
    started_at       timestamptz,
    ended_at         timestamptz
);
create index batch_run_queue on batch_run (position) where state = 'queued';
create index batch_run_action on batch_run ((request ->> 'action'), position desc);
create unique index batch_run_due on batch_run ((request ->> 'action'), scheduled_for)
    where scheduled_for is not null;
create unique index batch_run_one_scheduled on batch_run ((request ->> 'action'))
    where scheduled_for is not null and state in ('queued', 'running');

-- The limit of 15 is the number of rows, for runs of both kinds: a run is active while a slot names it.
alter table training_slot rename to run_slot;
alter table run_slot add column batch_run_id uuid unique references batch_run;
alter table run_slot drop constraint training_slot_check;
alter table run_slot add constraint run_slot_holds_one
    check (num_nonnulls(run_id, batch_run_id) = case when lease_until is null then 0 else 1 end);

-- Until when a kind of run that came too late for a free slot has the next one kept for it.
create table run_demand (
    kind  text        primary key check (kind in ('training', 'batch')),
    until timestamptz not null default '-infinity'
);
insert into run_demand (kind) values ('training'), ('batch');
