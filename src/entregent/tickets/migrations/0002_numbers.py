from django.db import migrations

# The running processes may not create anything: the sequence of a brand is made by the owner, on its first ticket.
FORWARD = """
CREATE FUNCTION tickets_next_number(brand uuid) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    sequence text := 'tickets_number_' || replace(brand::text, '-', '');
BEGIN
    IF to_regclass(sequence) IS NULL THEN
        -- Two first tickets at once: IF NOT EXISTS alone would let the second fail.
        PERFORM pg_advisory_xact_lock(hashtextextended(sequence, 0));
        EXECUTE format('CREATE SEQUENCE IF NOT EXISTS %I', sequence);
    END IF;
    RETURN nextval(sequence);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, "DROP FUNCTION tickets_next_number")]
