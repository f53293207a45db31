// The items of a playlist in their order: dragged, moved by keys and buttons, or sent to a place by number (a long list
// cannot be dragged). Owns dnd-kit.

import { ActionIcon, Badge, Button, Group, NumberInput, Popover, Stack, Text } from '@mantine/core';
import { Accessibility, StyleInjector } from '@dnd-kit/dom';
import { move } from '@dnd-kit/helpers';
import { DragDropProvider } from '@dnd-kit/react';
import { useSortable } from '@dnd-kit/react/sortable';
import { type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ItemView } from '../../../../content/model/api.ts';
import { SECOND_MS } from '../../../../content/model/instant.ts';
import { Sign } from '../sign.tsx';
import { numberText } from '../../words.ts';
import classes from './item-order.module.css';

interface ItemOrderProps {
  readonly itemIds: readonly string[];
  readonly items: readonly ItemView[];
  readonly onChange: (itemIds: string[]) => void;
}

/** What we read of dnd-kit's events, whose own types TypeScript 7 does not infer here. */
interface Dragging {
  readonly operation: {
    readonly source: { readonly id: unknown } | null;
    readonly target: { readonly id: unknown } | null;
  };
}

type DragWords = 'playlists.dragTaken' | 'playlists.dragOver' | 'playlists.dragLeft' | 'playlists.dragDone';

/** The list with the item at `from` moved to `to`, both counted from 0. */
export function movedTo(itemIds: readonly string[], from: number, to: number): string[] {
  const moved = itemIds.filter((_, index) => index !== from);
  const item = itemIds[from];
  if (item !== undefined) moved.splice(Math.max(0, Math.min(to, moved.length)), 0, item);
  return moved;
}

export function ItemOrder({ itemIds, items, onChange }: ItemOrderProps) {
  const { t } = useTranslation();
  const nonce = document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.content ?? '';
  // dnd-kit keeps the words it was first given: they read the order from here.
  const order = useRef(itemIds);
  order.current = itemIds;
  if (itemIds.length === 0) return <Text fz="sm">{t('playlists.noItems')}</Text>;
  const titleOf = (id: unknown) => items.find((item) => item.id === id)?.title ?? '';
  const say = (words: DragWords, id: unknown, overId?: unknown) =>
    t(words, {
      title: titleOf(id),
      other: titleOf(overId),
      place: order.current.indexOf(String(overId ?? id)) + 1,
    });
  return (
    <DragDropProvider
      plugins={(standard) => [
        ...standard.filter((plugin) => plugin !== StyleInjector && plugin !== Accessibility),
        // Without the nonce our content policy drops the style of what is dragged.
        StyleInjector.configure({ nonce }),
        // Its own words are English.
        Accessibility.configure({
          screenReaderInstructions: { draggable: t('playlists.dragHow') },
          announcements: {
            dragstart: ({ operation: { source } }: Dragging) => say('playlists.dragTaken', source?.id),
            dragover: ({ operation: { source, target } }: Dragging) =>
              say('playlists.dragOver', source?.id, target?.id),
            dragend: ({ operation: { source }, canceled }: Dragging & { canceled: boolean }) =>
              say(canceled ? 'playlists.dragLeft' : 'playlists.dragDone', source?.id),
          },
        }),
      ]}
      // What buttons have moved is not where it last saw it.
      onBeforeDragStart={(_event, manager) => {
        for (const droppable of manager.registry.droppables) droppable.refreshShape();
      }}
      onDragEnd={(event) => {
        if (!event.canceled) onChange(move([...itemIds], event));
      }}
    >
      <ol className={classes.list} aria-label={t('playlists.items')}>
        {itemIds.map((itemId, index) => (
          <Row
            key={itemId}
            itemId={itemId}
            item={items.find(({ id }) => id === itemId)}
            index={index}
            count={itemIds.length}
            onMove={(to) => onChange(movedTo(itemIds, index, to))}
            onRemove={() => onChange(itemIds.filter((one) => one !== itemId))}
          />
        ))}
      </ol>
    </DragDropProvider>
  );
}

interface RowProps {
  readonly itemId: string;
  readonly item: ItemView | undefined;
  readonly index: number;
  readonly count: number;
  readonly onMove: (to: number) => void;
  readonly onRemove: () => void;
}

function Row({ itemId, item, index, count, onMove, onRemove }: RowProps) {
  const { t } = useTranslation();
  const { ref, handleRef, isDragging } = useSortable({ id: itemId, index });
  const title = item?.title ?? itemId;
  const picture = item?.renditions[0];
  return (
    <li ref={ref} className={`${classes.row} ${isDragging ? classes.dragged : ''}`}>
      <button
        ref={handleRef}
        type="button"
        className={classes.handle}
        aria-label={t('playlists.drag', { title })}
      >
        <Sign name="grip" />
      </button>
      <span className={classes.place}>{index + 1}</span>
      {picture === undefined ? (
        <span className={classes.thumb} />
      ) : (
        <img className={classes.thumb} src={`/assets/${picture.sha256}`} alt="" loading="lazy" />
      )}
      <Stack gap={2} miw={0} flex={1}>
        <Text fz="sm" fw={500} lineClamp={2}>
          {title}
        </Text>
        <Group gap={6}>
          {item !== undefined && (
            <Text fz="xs" c="dimmed">
              {t('playlists.seconds', { seconds: numberText(item.durationMs / SECOND_MS) })}
            </Text>
          )}
          {item !== undefined && item.state !== 'approved' && (
            <Badge variant="default" tt="none" size="sm" radius="sm">
              {t('playlists.notApproved')}
            </Badge>
          )}
        </Group>
      </Stack>
      <Group gap={4} wrap="nowrap">
        <Step
          name="up"
          label={t('playlists.up', { title })}
          disabled={index === 0}
          onClick={() => onMove(index - 1)}
        />
        <Step
          name="down"
          label={t('playlists.down', { title })}
          disabled={index === count - 1}
          onClick={() => onMove(index + 1)}
        />
        <MoveTo title={title} index={index} count={count} onMove={onMove} />
        <Step
          name="bad"
          label={t('playlists.takeOut', { title })}
          disabled={count === 1}
          onClick={onRemove}
        />
      </Group>
    </li>
  );
}

interface StepProps {
  readonly name: 'up' | 'down' | 'bad';
  readonly label: string;
  readonly disabled: boolean;
  readonly onClick: () => void;
}

function Step({ name, label, disabled, onClick }: StepProps): ReactNode {
  return (
    <ActionIcon
      variant="default"
      size={30}
      aria-label={label}
      title={label}
      disabled={disabled}
      onClick={onClick}
    >
      <Sign name={name} />
    </ActionIcon>
  );
}

function MoveTo({
  title,
  index,
  count,
  onMove,
}: Pick<RowProps, 'index' | 'count' | 'onMove'> & { title: string }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const [place, setPlace] = useState<number | string>(index + 1);
  const label = t('playlists.moveTo', { title });
  const go = () => {
    setOpen(false);
    if (typeof place === 'number') onMove(place - 1);
  };
  return (
    <Popover opened={isOpen} onChange={setOpen} trapFocus position="bottom-end" withArrow>
      <Popover.Target>
        <Button
          size="compact-sm"
          h={30}
          variant="default"
          aria-label={label}
          title={label}
          onClick={() => {
            setPlace(index + 1);
            setOpen((before) => !before);
          }}
        >
          {t('playlists.moveToShort')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            go();
          }}
        >
          <Group gap="xs" align="flex-end">
            <NumberInput
              label={t('playlists.place')}
              value={place}
              onChange={setPlace}
              min={1}
              max={count}
              w={100}
              allowDecimal={false}
            />
            <Button type="submit">{t('playlists.move')}</Button>
          </Group>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
