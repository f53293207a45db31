// A place to drop files on, or to choose them by mouse and keyboard: one native input under a label. The family's own
// dropzone needs Node 22 to install (docs/decisions.md).

import { Text } from '@mantine/core';
import { type DragEvent, useState } from 'react';
import classes from './drop-target.module.css';

interface DropTargetProps {
  readonly title: string;
  readonly hint: string;
  readonly onFiles: (files: readonly File[]) => void;
}

export function DropTarget({ title, hint, onFiles }: DropTargetProps) {
  const [isOver, setOver] = useState(false);
  const stay = (event: DragEvent) => {
    event.preventDefault();
    setOver(event.type === 'dragover');
  };
  return (
    <label
      className={`${classes.target} ${isOver ? classes.over : ''}`}
      onDragOver={stay}
      onDragLeave={stay}
      onDrop={(event) => {
        stay(event);
        onFiles([...event.dataTransfer.files]);
      }}
    >
      <input
        className={classes.input}
        type="file"
        multiple
        accept="image/*,video/*"
        onChange={({ currentTarget }) => {
          onFiles([...(currentTarget.files ?? [])]);
          // The same file chosen again is a new wish.
          currentTarget.value = '';
        }}
      />
      <Text fw={600}>{title}</Text>
      <Text fz="sm" c="dimmed">
        {hint}
      </Text>
    </label>
  );
}
